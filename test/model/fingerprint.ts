import type { Node, SwarmState } from '../../packages/core/src/swarm/state.ts';
import { answering } from './manager.ts';
import { idOf, idOfCertificate } from './ids.ts';
import type { Machine, Message, World } from './world.ts';

/**
 * What a state is, as text: two states of one text behave alike. Names of requests, connections and versions are of no
 * account, only which of them are the same; so each is numbered by its first appearance.
 */
export function fingerprint(world: World): string {
  const numbers = new Map<string | number, number>();
  const number = (name: string | number | undefined): string => {
    if (name === undefined || name === '') return '';
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return String(known);
  };
  const ids = new Map(Object.values(world.machines).map(({ name, disk }) => [disk?.nodeId, name]));
  const nameOf = (nodeId: string): string => ids.get(nodeId) ?? `#${number(nodeId)}`;
  const text = (pem: string | undefined): string => (pem === undefined || pem === '' ? '' : String(idOf(pem)));

  const machine = (each: Machine): string => {
    const { name, isUp, disk, token, link, renewal, wants, desiredRole, rotateVersion } = each;
    const isNew =
      token === undefined
        ? ''
        : token === world.lasting.secrets[`workerToken`]
          ? 'w'
          : token === world.lasting.secrets[`managerToken`]
            ? 'm'
            : 'old';
    const under = renewal && `${number(renewal.csr)}${renewal.isUnderWay}${text(renewal.joining)}`;
    return [
      name,
      isUp,
      text(disk?.root),
      text(disk?.chain),
      isNew,
      number(link),
      under,
      wants,
      desiredRole[0],
      number(rotateVersion),
    ].join();
  };
  const row = ({
    id,
    desiredRole,
    role,
    membership,
    status,
    manager,
    certificate: it,
    description,
    version,
  }: Node): string =>
    [
      nameOf(id),
      desiredRole[0],
      role[0],
      membership[0],
      status.state,
      manager && `${manager.leader}`,
      it.state,
      number(it.csr),
      it.pem && idOfCertificate(it.pem),
      answering(it.csr, it.pem) === undefined,
      text(it.awaitedIssuer),
      description && text(description.tlsInfo?.certIssuerPublicKey) + text(description.tlsInfo?.trustRoot),
      it.state === 'rotate' ? number(version) : '',
    ].join();
  const rows = ({ cluster, secrets, nodes }: SwarmState): string =>
    [
      text(cluster.rootCa.caCert),
      text(cluster.rootCa.rotation?.caCert),
      text(secrets.rootKey),
      text(secrets.rotationKey),
      cluster.spec.externalCas.length,
      Object.keys(cluster.blocklist).map(nameOf),
      ...[...nodes.values()].map(row),
    ].join(';');
  const message = (each: Message): string => {
    const { kind } = each;
    switch (kind) {
      case 'register': {
        const { tlsInfo } = each.description;
        return [
          kind,
          each.machine,
          number(each.link),
          text(tlsInfo?.certIssuerPublicKey),
          text(tlsInfo?.trustRoot),
          each.calling.forwarded !== undefined,
          each.isDelayed,
        ].join();
      }
      case 'ask':
        return [
          kind,
          each.machine,
          number(each.csr),
          each.calling.forwarded !== undefined,
          each.token !== '',
          each.isDelayed,
        ].join();
      case 'told':
        return [kind, each.machine, number(each.link), row(each.node), text(each.root), each.isDelayed].join();
      case 'answer':
        return [
          kind,
          each.machine,
          number(each.csr),
          each.certificate.state,
          number(each.certificate.csr),
          idOfCertificate(each.certificate.pem),
          each.isDelayed,
        ].join();
    }
  };
  const { leader, lasting, decided, batch, externalCa, budget, promises } = world;
  return [
    world.now,
    ...Object.values(world.machines).map(machine),
    rows(lasting),
    decided === lasting ? '' : rows(decided),
    batch.length === 0
      ? ''
      : batch
          .flatMap(({ effects, acknowledgement }) => [...effects.map(({ kind }) => kind), acknowledgement?.kind])
          .join(),
    leader &&
      [
        nameOf(leader.nodeId),
        leader.reconciles,
        leader.followsRoles,
        leader.queue.map(nameOf),
        text(leader.material.rootCa.caCert),
        text(leader.material.rootCa.rotation?.caCert),
        text(leader.material.rotationKey),
        text(leader.material.rootKey),
      ].join(),
    leader &&
      Object.entries(leader.links)
        .map(([id, { link, hasNews }]) => `${nameOf(id)}${number(link)}${hasNews}`)
        .toSorted()
        .join(),
    leader?.waiters
      .map((waiter) => `${waiter.machine}${number(waiter.csr)}`)
      .toSorted()
      .join(),
    leader?.signatures
      .map(
        ({ nodeId, csr, root, result, isDelayed }) =>
          `${text(root)}${isDelayed}${nameOf(nodeId)}${number(csr)}${'pem' in result ? idOfCertificate(result.pem) : 'x'}`,
      )
      .toSorted()
      .join(),
    world.messages.map(message).toSorted().join(';'),
    externalCa.mood,
    Object.values(budget).join(),
    [
      promises.oldRoots.length,
      promises.oldTokens.length,
      text(promises.target),
      promises.removed.length,
      promises.baffled.length,
    ].join(),
  ].join('\n');
}
