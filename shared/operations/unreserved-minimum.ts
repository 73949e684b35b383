/**
 * Concurrent executions of an account that nobody can reserve: Lambda refuses a reservation that leaves less to the
 * functions that have none.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export const UNRESERVED_MINIMUM = 100;
