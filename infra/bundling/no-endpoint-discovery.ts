/*
 * Replaces `@aws-sdk/middleware-endpoint-discovery` in the Lambda bundles. The DynamoDB client uses it only when
 * endpoint discovery is switched on; it is off by default, and DynamoDB has no operation that needs it.
 */

const off = () => undefined;

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: off,
  configFileSelector: off,
  default: undefined,
};

export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;
