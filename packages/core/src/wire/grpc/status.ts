import { Problem } from '../../problem.ts';
import type { ProblemDetails } from '../../problem.ts';

/** Status codes of gRPC, by the names that Go prints and Docker's users know. */
export const statusCodes = {
  OK: 0,
  Canceled: 1,
  Unknown: 2,
  InvalidArgument: 3,
  DeadlineExceeded: 4,
  NotFound: 5,
  AlreadyExists: 6,
  PermissionDenied: 7,
  ResourceExhausted: 8,
  FailedPrecondition: 9,
  Aborted: 10,
  OutOfRange: 11,
  Unimplemented: 12,
  Internal: 13,
  Unavailable: 14,
  DataLoss: 15,
  Unauthenticated: 16,
} as const;

export type StatusName = keyof typeof statusCodes;

/** The status of a call that failed. */
export type ErrorStatus = Exclude<StatusName, 'OK'>;

const names = new Map(Object.entries(statusCodes).map(([name, code]) => [code as number, name as StatusName]));

/** The name of a status code; codes that gRPC does not have are `Unknown`. */
export function statusName(code: number): StatusName {
  return names.get(code) ?? 'Unknown';
}

/** A call that ended with a status other than OK. */
export class RpcError extends Problem<ErrorStatus> {
  constructor(code: ErrorStatus, message: string, details: ProblemDetails = {}) {
    super(code, message, details);
  }
}

/** What Go says of a call whose time has run out. */
const deadlineWords = 'context deadline exceeded';

/**
 * Whether a call's time has run out. The client says so itself, or the other side, when that looks at its clock a moment
 * earlier: Docker's engines pass on the error of their context as it is, and it arrives as `Unknown` (docs/protocol.md §5.6).
 */
export function ranOutOfTime({ code, message }: RpcError): boolean {
  return code === 'DeadlineExceeded' || (code === 'Unknown' && message === deadlineWords);
}

/** An error as Docker prints it: `rpc error: code = NotFound desc = …`. */
export function rpcErrorText({ code, message }: RpcError): string {
  return `rpc error: code = ${code} desc = ${message}`;
}

/**
 * The name of the status that stands for an HTTP status without a gRPC one ("HTTP to gRPC Status Code Mapping" in gRPC's
 * documentation).
 */
export function statusOfHttp(status: number): ErrorStatus {
  if (status === 400) return 'Internal';
  if (status === 401) return 'Unauthenticated';
  if (status === 403) return 'PermissionDenied';
  if (status === 404) return 'Unimplemented';
  return [429, 502, 503, 504].includes(status) ? 'Unavailable' : 'Unknown';
}
