export { systemClock } from '../clock/system-clock.ts';
export { Problem } from '../problem.ts';
export { formatEngineAddress, parseEngineAddress } from './client/address.ts';
export type { EngineAddress } from './client/address.ts';
export { chooseEngine } from './client/choose-engine.ts';
export type { EngineChoice, EngineOptions } from './client/choose-engine.ts';
export { findEndpoint, listContexts } from './client/contexts.ts';
export type { EngineContext } from './client/contexts.ts';
export type { Endpoint, TlsFiles } from './client/endpoint.ts';
export { connectLab } from './client/connect-lab.ts';
export type { CallOptions } from './client/engine-calls.ts';
export type { EngineClient, SwarmUpdate } from './client/engine-client.ts';
export { HttpEngineClient } from './client/http-engine-client.ts';
export type { LabClient } from './client/lab-client.ts';
export { ClientProblem } from './client/problem.ts';
export type { EngineEvent } from './shapes/event.ts';
export type { AttackResult, LabAttack } from './shapes/extension/attack.ts';
export type { LabChange } from './shapes/extension/change.ts';
export type { ClockChange, ClockStop, LabClockState } from './shapes/extension/clock.ts';
export { joinSteps } from './shapes/extension/join.ts';
export type {
  JoinLine,
  JoinOrder,
  JoinStepName,
  LabJoinEnding,
  LabJoinMessage,
  LabJoinStep,
} from './shapes/extension/join.ts';
export type { LikeRequest } from './shapes/extension/like.ts';
export type { LabJournal, LabJournalEntry } from './shapes/extension/journal.ts';
export type {
  AddNodes,
  AddProgress,
  FaultChange,
  LabNodeRow,
  LabNodes,
  MachineFaultsState,
  NodeAction,
} from './shapes/extension/node-row.ts';
export type { NodeCertificates, ProbeRequest, ProbeResult, ProbeSide } from './shapes/extension/probe.ts';
export type { LabRotation, LabStanding, LabSwarm } from './shapes/extension/rotation.ts';
export type { LabInfo } from './shapes/extension/versions.ts';
export type { EngineVersion, Info } from './shapes/info.ts';
export type { Node, NodeSpec } from './shapes/node.ts';
export { ShapeProblem } from './shapes/problem.ts';
export { EngineRefusal } from './shapes/refused.ts';
export { initRequest, joinRequest } from './shapes/swarm.ts';
export type { InitRequest, JoinRequest, Swarm, SwarmSpec, TlsInfo } from './shapes/swarm.ts';
