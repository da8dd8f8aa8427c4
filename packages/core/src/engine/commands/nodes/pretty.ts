import type { Node } from '../../shapes/node.ts';
import { bytesSize, capitalised, goTime } from '../format/go-words.ts';
import { isEmptyTlsInfo } from '../../shapes/tls-status.ts';

/** A node for people: `node inspect --pretty`, as Docker lays it out (docs/protocol.md §11.5). */
export function prettyNode(node: Node): string {
  const { Spec: spec, Description: description, Status: status } = node;
  return [
    `ID:\t\t\t${node.ID}`,
    ...(spec.Name === '' ? [] : [`Name:\t\t\t${spec.Name}`]),
    ...labels('Labels:', spec.Labels),
    `Hostname:              \t${description.Hostname}`,
    `Joined at:             \t${goTime(node.CreatedAt)}`,
    'Status:',
    ` State:\t\t\t${capitalised(status.State)}`,
    ...(status.Message === '' ? [] : [` Message:              \t${capitalised(status.Message)}`]),
    ` Availability:         \t${capitalised(spec.Availability)}`,
    ...(status.Addr === '' ? [] : [` Address:\t\t${status.Addr}`]),
    ...managerStatus(node),
    'Platform:',
    ` Operating System:\t${description.Platform.OS}`,
    ` Architecture:\t\t${description.Platform.Architecture}`,
    'Resources:',
    ` CPUs:\t\t\t${Math.trunc(description.Resources.NanoCPUs / 1e9)}`,
    ` Memory:\t\t${description.Resources.MemoryBytes === 0 ? '' : bytesSize(description.Resources.MemoryBytes)}`,
    ...plugins(node),
    `Engine Version:\t\t${description.Engine.EngineVersion}`,
    ...labels('Engine Labels:', description.Engine.Labels),
    ...tlsInfo(node),
  ].join('\n');
}

function labels(title: string, given: Readonly<Record<string, string>>): readonly string[] {
  const names = Object.keys(given).toSorted();
  if (names.length === 0) return [];
  return [title, ...names.map((name) => ` - ${name}${given[name] ? `=${given[name]}` : ''}`)];
}

function managerStatus({ ManagerStatus: manager }: Node): readonly string[] {
  if (manager === undefined) return [];
  return [
    'Manager Status:',
    ` Address:\t\t${manager.Addr}`,
    ` Raft Status:\t\t${capitalised(manager.Reachability)}`,
    ` Leader:\t\t${manager.Leader ? 'Yes' : 'No'}`,
  ];
}

function plugins({ Description: { Engine: engine } }: Node): readonly string[] {
  const byType = Map.groupBy(engine.Plugins, ({ Type }) => Type);
  const types = [...byType.keys()].toSorted();
  if (types.length === 0) return [];
  const names = (type: string): string => (byType.get(type) ?? []).map(({ Name }) => Name).join(', ');
  return ['Plugins:', ...types.map((type) => ` ${type}:${names(type) === '' ? '' : `\t\t${names(type)}`}`)];
}

function tlsInfo({ Description: { TLSInfo: info } }: Node): readonly string[] {
  if (isEmptyTlsInfo(info)) return [];
  return [
    'TLS Info:',
    ' TrustRoot:',
    info.TrustRoot,
    ` Issuer Subject:\t${info.CertIssuerSubject}`,
    ` Issuer Public Key:\t${info.CertIssuerPublicKey}`,
  ];
}
