import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
  type WarmThroughput,
} from "aws-cdk-lib/aws-dynamodb";
import { ArnPrincipal, type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import {
  EXPIRING_LINKS,
  LISTING_INDEX,
  NAMED_IN_REMOVALS,
  PARTITION_KEY,
  PREFIX,
  READABLE_BY_DOORS,
  READABLE_BY_LINK_DOOR,
  READABLE_BY_RESOLVERS,
  READABLE_BY_WORKER,
  READABLE_IN_LISTINGS,
  READABLE_IN_LOG,
  READABLE_IN_RECORDS,
  SORT_KEY,
  STORED_EVENT,
  WRITABLE_IN_LINK_EXPIRIES,
  WRITABLE_IN_MANAGEMENT_KEYS,
  WRITABLE_IN_USES,
} from "../../shared/table/table-layout.ts";
import type { KeyferryOptions } from "../stages.ts";
import { removalPolicy } from "./removal-policy.ts";
import {
  ANY_WORKSPACE,
  type Conditions,
  leading,
  merged,
  naming,
  ofWorkspaces,
  only,
  WITH_NEWS,
} from "./table-conditions.ts";

export type CredentialTableProps = Pick<
  KeyferryOptions,
  "retainData" | "protectData" | "warmReads" | "warmWrites"
>;

/** One table for credentials, audit events and the outbox; see `shared/table/table-layout.ts`. */
export class CredentialTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, props: CredentialTableProps) {
    super(scope, id);
    const { retainData, protectData } = props;
    const warmThroughput = warmthOf(props);
    this.table = new TableV2(this, "Table", {
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: LISTING_INDEX.name,
          partitionKey: { name: LISTING_INDEX.partitionKey, type: AttributeType.STRING },
          sortKey: { name: LISTING_INDEX.sortKey, type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
          ...(warmThroughput && { warmThroughput }),
        },
      ],
      ...(warmThroughput && { warmThroughput }),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      dynamoStream: StreamViewType.NEW_IMAGE,
      deletionProtection: retainData && protectData,
      removalPolicy: removalPolicy(retainData),
    });
  }

  /** A door reads metadata, events, imports, uses, intake links and management keys. It must name attributes; none has ciphertext. */
  grantReadMetadata(door: IGrantable): void {
    const partitions = [
      `${PREFIX.credential}*`,
      `${PREFIX.audit}*`,
      `${PREFIX.outbox}*`,
      `${PREFIX.link}*`,
      `${PREFIX.managementKey}*`,
      `${PREFIX.use}*`,
    ];
    const queried = [`${PREFIX.audit}*`, `${PREFIX.import}*`];
    this.allow(door, ["dynamodb:BatchGetItem"], partitions, only(READABLE_BY_DOORS));
    this.allow(door, ["dynamodb:Query"], queried, only(READABLE_BY_DOORS));
    this.allowListing(door, only(READABLE_BY_DOORS));
  }

  /** The door at which intake links are redeemed reads one link at a time, with the hash of its token, and nothing else. */
  grantReadLinks(door: IGrantable): void {
    this.allow(door, ["dynamodb:BatchGetItem"], [`${PREFIX.link}*`], only(READABLE_BY_LINK_DOOR));
  }

  /**
   * The worker reads metadata and what it needs to know about events and the deployment. It lists the ids of a workspace's
   * credentials, to find keys that a bulk row would store a second time. It adds records, rejections, the outcomes of
   * imports and the fingerprint key, and can overwrite none of them. It changes credentials and intake links, and must name
   * the news with each change; and it notes when a link is to expire, and when a management key or a credential was last
   * used. It deletes nothing, has no right on the log of events, and cannot read a ciphertext back, nor a token's hash.
   */
  grantLedger(worker: IGrantable): void {
    const records = [`${PREFIX.credential}*`, `${PREFIX.link}*`];
    const read = [...records, `${PREFIX.audit}*`, `${PREFIX.outbox}*`, PREFIX.deployment];
    this.allow(worker, ["dynamodb:BatchGetItem"], read, only(READABLE_BY_WORKER));
    this.allowListing(worker, leading([...ANY_WORKSPACE, EXPIRING_LINKS]), only(READABLE_IN_LISTINGS));
    const write = ["dynamodb:PartiQLInsert", "dynamodb:UpdateItem"];
    this.allow(worker, write, records, WITH_NEWS);
    this.allow(worker, write, [`${PREFIX.linkExpiry}*`], naming(WRITABLE_IN_LINK_EXPIRIES));
    const added = [`${PREFIX.outbox}*`, `${PREFIX.import}*`, PREFIX.deployment];
    this.allow(worker, ["dynamodb:PartiQLInsert"], added);
    this.allow(
      worker,
      ["dynamodb:UpdateItem"],
      [`${PREFIX.managementKey}*`],
      naming(WRITABLE_IN_MANAGEMENT_KEYS),
    );
    this.allow(worker, ["dynamodb:UpdateItem"], [`${PREFIX.use}*`], naming(WRITABLE_IN_USES));
  }

  /**
   * The relay adds events to the log and to the outbox, and can overwrite none. It reads the outbox and removes from it,
   * and learns of the log only what is there. To compare records with the log it scans the table, by the names of
   * attributes that hold no ciphertext; the stream carries credentials as they are stored, encrypted.
   */
  grantLog(relay: IGrantable): void {
    const outbox = [`${PREFIX.outbox}*`];
    this.allow(relay, ["dynamodb:PartiQLInsert"], [`${PREFIX.audit}*`, ...outbox]);
    this.allow(relay, ["dynamodb:Query"], outbox, only(STORED_EVENT));
    this.allow(relay, ["dynamodb:BatchGetItem"], [`${PREFIX.audit}*`], only(READABLE_IN_LOG));
    // A removal names only the keys; a put of an entry with any content names more.
    this.allow(relay, ["dynamodb:BatchWriteItem"], outbox, naming(NAMED_IN_REMOVALS));
    relay.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["dynamodb:Scan"],
        resources: [this.table.tableArn],
        conditions: only(READABLE_IN_RECORDS),
      }),
    );
    // Lambda reads the stream in the relay's name, and its documentation asks for these four. ListStreams takes no
    // resource, so real IAM would not apply this statement to it.
    relay.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [
          "dynamodb:DescribeStream",
          "dynamodb:GetRecords",
          "dynamodb:GetShardIterator",
          "dynamodb:ListStreams",
        ],
        resources: [this.streamArn],
      }),
    );
  }

  /** An opener reads credentials by id, with their ciphertext. */
  grantReadCiphertext(opener: IGrantable): void {
    this.allow(opener, ["dynamodb:BatchGetItem"], [`${PREFIX.credential}*`]);
  }

  /**
   * A resolver reads credentials with their ciphertext, and lists them: of these workspaces, by their names, or of all. Ids
   * cannot be pinned, so that it may read the record of any id that it knows; it cannot open those of other workspaces.
   */
  grantResolve(resolver: IGrantable, workspaces?: readonly string[]): void {
    this.allow(resolver, ["dynamodb:BatchGetItem"], [`${PREFIX.credential}*`], only(READABLE_BY_RESOLVERS));
    const listed = workspaces === undefined ? leading(ANY_WORKSPACE) : ofWorkspaces(workspaces);
    this.allowListing(resolver, listed, only(READABLE_IN_LISTINGS));
  }

  /**
   * Lets an identity of this account read and list credentials by the table's policy, without a policy of its own. One of another
   * account would still be refused: only this account may use the AWS managed key over the table.
   */
  allowReadCiphertext(arn: string): void {
    this.table.addToResourcePolicy(
      new PolicyStatement({
        actions: ["dynamodb:BatchGetItem"],
        principals: [new ArnPrincipal(arn)],
        // The table itself: its ARN in its own policy would be a circle.
        resources: ["*"],
        conditions: leading([`${PREFIX.credential}*`]),
      }),
    );
    // The listing is the table's only index.
    this.table.addToResourcePolicy(
      new PolicyStatement({
        actions: ["dynamodb:Query"],
        principals: [new ArnPrincipal(arn)],
        resources: ["*"],
        conditions: merged([leading(ANY_WORKSPACE), only(READABLE_IN_LISTINGS)]),
      }),
    );
  }

  /** An operator adds management keys and reads nothing. */
  grantAddManagementKeys(operator: IGrantable): void {
    this.allow(operator, ["dynamodb:PutItem"], [`${PREFIX.managementKey}*`]);
  }

  get streamArn(): string {
    if (this.table.tableStreamArn === undefined) throw new Error("the table has no stream");
    return this.table.tableStreamArn;
  }

  private allow(
    grantee: IGrantable,
    actions: string[],
    partitions: readonly string[],
    ...conditions: readonly Conditions[]
  ): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions,
        resources: [this.table.tableArn],
        conditions: merged([leading(partitions), ...conditions]),
      }),
    );
  }

  private allowListing(grantee: IGrantable, ...conditions: readonly Conditions[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["dynamodb:Query"],
        resources: [`${this.table.tableArn}/index/${LISTING_INDEX.name}`],
        conditions: merged(conditions),
      }),
    );
  }
}

/** What is not asked for stays as a new table comes. */
function warmthOf({ warmReads, warmWrites }: CredentialTableProps): WarmThroughput | undefined {
  if (warmReads === undefined && warmWrites === undefined) return undefined;
  return {
    ...(warmReads !== undefined && { readUnitsPerSecond: warmReads }),
    ...(warmWrites !== undefined && { writeUnitsPerSecond: warmWrites }),
  };
}
