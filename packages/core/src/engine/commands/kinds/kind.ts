/** Where values come from that are not in the command itself. */
export interface Inputs {
  /**
   * @returns the file's text
   * @throws when it cannot be read; the message as Go says it: `open x: no such file or directory`
   */
  readFile(path: string): Promise<string>;
  /**
   * Asks for something that nobody else should see.
   *
   * @param prompt is shown on a terminal, which shows nothing of the answer; elsewhere the next line of the input is taken
   * @returns without white space around it
   */
  askSecret(prompt: string): Promise<string>;
}

/** What a flag's text is: how it reads, in Docker's words where it does not. */
export interface Kind<Value> {
  /** Docker's word for it: `duration`. A switch has none, and needs no text. */
  readonly name: string;
  /** All that it can be, where that is some words. */
  readonly words?: readonly string[];
  /**
   * @param earlier what the same flag, given before, came to
   * @throws {CommandProblem} `bad-value`
   */
  read(text: string, inputs: Inputs, earlier: Value | undefined): Value | Promise<Value>;
}

/** The kind of {@link onOff}: a switch needs no text to be on. */
export function isSwitch(kind: Kind<unknown>): boolean {
  return kind.name === '';
}
