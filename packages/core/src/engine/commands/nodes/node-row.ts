import type { SwarmInfo } from '../../shapes/info.ts';
import type { Node } from '../../shapes/node.ts';
import { tlsStatus } from '../../shapes/tls-status.ts';
import type { TlsStatus } from '../../shapes/tls-status.ts';
import { capitalised } from '../format/go-words.ts';

/** A node as `node ls` tells it; what its templates can name, in the order in which Docker's JSON has it. */
export interface NodeRow {
  readonly Availability: string;
  readonly EngineVersion: string;
  readonly Hostname: string;
  readonly ID: string;
  readonly ManagerStatus: string;
  readonly Self: boolean;
  readonly Status: string;
  readonly TLSStatus: TlsStatus;
}

/** Headers of the columns, by the names that templates use. */
export const nodeHeaders: Readonly<Record<keyof NodeRow, string>> = {
  Availability: 'AVAILABILITY',
  EngineVersion: 'ENGINE VERSION',
  Hostname: 'HOSTNAME',
  ID: 'ID',
  ManagerStatus: 'MANAGER STATUS',
  Self: '',
  Status: 'STATUS',
  TLSStatus: 'TLS STATUS',
};

/** @param swarm how the engine that was asked stands to the swarm, where that is known */
export function nodeRow(node: Node, swarm?: SwarmInfo): NodeRow {
  const { ManagerStatus: manager } = node;
  return {
    Availability: capitalised(node.Spec.Availability),
    EngineVersion: node.Description.Engine.EngineVersion,
    Hostname: node.Description.Hostname,
    ID: node.ID,
    ManagerStatus: capitalised(manager?.Leader === true ? 'leader' : (manager?.Reachability ?? '')),
    Self: node.ID === swarm?.NodeID,
    Status: capitalised(node.Status.State),
    TLSStatus: tlsStatus(node.Description.TLSInfo, swarm?.Cluster?.TLSInfo),
  };
}
