import { worstFirst } from '../diagnosis.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { findingMeasures } from '../measures.ts';
import { aboutEngine } from './about.ts';
import { certificateFindings } from './certificates.ts';
import type { EngineLook } from './look.ts';
import { measuresOf } from './measures-of.ts';
import { nobodyRenews, renewersOf } from './renewers.ts';
import { rotationFindings } from './rotation.ts';
import { settingFindings } from './settings.ts';
import { standingFindings } from './standing.ts';
import { swarmStateOf } from './state.ts';

/** Says how an engine and its swarm are, and what is wrong with them. Pure. @param now ms since epoch; lab time for a lab */
export function judgeEngine(look: EngineLook, now: number): Diagnosis {
  const { swarm } = look.sight;
  const state = swarm && swarmStateOf(look, swarm, now);
  const renewers = state === undefined ? [] : renewersOf(state);
  const ofSwarm =
    state === undefined
      ? []
      : [
          ...nobodyRenews(state, renewers),
          ...settingFindings(state),
          ...certificateFindings(state),
          ...rotationFindings(state),
        ];
  const findings = worstFirst([...standingFindings(look), ...ofSwarm]);
  return {
    kind: 'engine',
    subject: look.name,
    at: now,
    about: aboutEngine(look, state),
    renewers,
    findings,
    measures: [...(state === undefined ? [] : measuresOf(state)), ...findingMeasures(findings)],
  };
}
