import { integer, list, object, omitEmpty, text, word } from '../codec.ts';
import type { ValueOf } from '../codec.ts';

/** What somebody may expect of an attack. */
const attackAnswer = object({
  Text: text,
  /** The outcome by which it was right; `neither` for what does not happen. */
  Outcome: word<'refused' | 'succeeded' | 'neither'>('neither'),
});

/** An attack, before it is carried out. */
const labAttack = object({
  /** Never changes: `fake-manager`. */
  ID: text,
  Title: text,
  /** What the attacker has and controls. */
  Situation: text,
  Question: text,
  Answers: list(attackAnswer),
  /** What happens one after the other until it has succeeded. */
  Steps: list(text),
  /** What refuses it: in a few words; the check, by its file and its name; the paragraph of docs/protocol.md. */
  Defence: object({ Name: text, Code: omitEmpty(text), Paragraph: text }),
  /** Why it ends as it does. */
  Short: text,
  Long: list(text),
});
export type LabAttack = ValueOf<typeof labAttack>;

/** `GET /lab/v1/attacks` */
export const labAttacks = object({ Attacks: list(labAttack) });
export type LabAttacks = ValueOf<typeof labAttacks>;

/** `POST /lab/v1/attacks/{id}`: what came of it. Nothing secret stands in it. */
export const attackResult = object({
  ID: text,
  Outcome: word<'refused' | 'succeeded'>('refused'),
  /** `here`: on this swarm; `apart`: on one that was made for it, and is gone. */
  Place: word<'here' | 'apart'>('here'),
  /** Steps that were gone; when it was refused, that was in the next one. */
  Passed: omitEmpty(integer),
  /** What the attacker's end, or the victim's, was told. */
  Client: omitEmpty(text),
  /** Why the manager refused. */
  Server: omitEmpty(text),
  /** What it left on disks and in the swarm; empty when nothing was written. */
  Left: omitEmpty(list(text)),
  /** What can be seen of it. */
  Evidence: omitEmpty(list(object({ Label: text, Text: text }))),
  /** ms of real time */
  Milliseconds: omitEmpty(integer),
});
export type AttackResult = ValueOf<typeof attackResult>;
