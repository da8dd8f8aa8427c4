import type { AttackResult, LabAttacks } from '../../engine/shapes/extension/attack.ts';
import { EngineRefusal } from '../../engine/shapes/refused.ts';
import { attacks } from '../attacks/index.ts';
import { Loot } from '../attacks/loot.ts';
import { runAttack } from '../attacks/run.ts';
import { quoted } from '../engine/refusals.ts';
import type { Lab } from '../lab.ts';
import { conflict } from './refusals.ts';

/** All attacks that there are, whatever the lab. */
export function listAttacks(): LabAttacks {
  return {
    Attacks: attacks.map(({ id, title, situation, question, answers, steps, defence, short, long }) => ({
      ID: id,
      Title: title,
      Situation: situation,
      Question: question,
      Answers: answers.map(({ text, outcome }) => ({ Text: text, Outcome: outcome })),
      Steps: steps,
      Defence: { Name: defence.name, Code: defence.code, Paragraph: defence.paragraph },
      Short: short,
      Long: long,
    })),
  };
}

/** Carries out attacks on one lab, one at a time. */
export class Attacker {
  readonly #loot = new Loot();
  readonly #onError: (error: unknown) => void;
  #isBusy = false;

  /** @param onError hears of faults of swarms that are made for attacks */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** @throws {EngineRefusal} 404, 409; and what keeps the attack from being carried out */
  async run(lab: Lab, id: string): Promise<AttackResult> {
    const attack = attacks.find((one) => one.id === id);
    if (attack === undefined) throw new EngineRefusal(404, `there is no attack ${quoted(id)}`);
    if (this.#isBusy) throw conflict('another attack is under way', 'Wait until it has ended: that takes seconds.');
    this.#isBusy = true;
    try {
      const result = await runAttack(attack, { lab, loot: this.#loot, onError: this.#onError });
      return {
        ID: id,
        Outcome: result.outcome,
        Place: result.place,
        Passed: result.passed,
        Client: result.client,
        Server: result.server,
        Left: result.left,
        Evidence: result.evidence.map(({ label, text }) => ({ Label: label, Text: text })),
        Milliseconds: result.took,
      };
    } finally {
      this.#isBusy = false;
    }
  }
}
