import { Box, Static, Text, useAnimation } from 'ink';
import type { JSX } from 'react';
import { closingWords, failureLines, interruptedWords } from './plain.ts';
import type { TourOutcome } from './plain.ts';
import type { TourEvent } from './tour.ts';

/** A step as far as it has come. */
interface ShownStep {
  readonly number: number;
  readonly of: number;
  readonly title: string;
  readonly why: string;
  readonly seen: readonly string[];
  /** ms; while it is under way, `undefined`. */
  readonly took: number | undefined;
  readonly failure: Extract<TourEvent, { kind: 'failed' }> | undefined;
}

/** What the terminal shows of a tour. */
export interface TourState {
  readonly finished: readonly ShownStep[];
  readonly current: ShownStep | undefined;
  readonly outcome: 'running' | TourOutcome;
}

export const beginning: TourState = { finished: [], current: undefined, outcome: 'running' };

/** The state after an event. */
export function advance(state: TourState, event: TourEvent): TourState {
  const { finished, current } = state;
  switch (event.kind) {
    case 'step':
      return { ...state, current: { ...event, seen: [], took: undefined, failure: undefined } };
    case 'seen':
      return current ? { ...state, current: { ...current, seen: [...current.seen, event.text] } } : state;
    case 'done':
      return current
        ? { ...state, finished: [...finished, { ...current, took: event.ms }], current: undefined }
        : state;
    case 'interrupted':
      return { finished, current: undefined, outcome: 'interrupted' };
    case 'failed':
      return current
        ? { finished: [...finished, { ...current, failure: event }], current: undefined, outcome: 'failed' }
        : { ...state, outcome: 'failed' };
  }
}

const spinnerFrames = Array.from('⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏');

function Spinner(): JSX.Element {
  const { frame } = useAnimation({ interval: 80 });
  return <Text color="cyan">{spinnerFrames[frame % spinnerFrames.length]}</Text>;
}

function Mark({ step }: { readonly step: ShownStep }): JSX.Element {
  if (step.failure) return <Text color="red">✗</Text>;
  return step.took === undefined ? <Spinner /> : <Text color="green">✓</Text>;
}

function Step({ step }: { readonly step: ShownStep }): JSX.Element {
  return (
    <Box flexDirection="column" marginBottom={1}>
      <Text>
        <Mark step={step} /> <Text bold>{step.title}</Text>
        <Text dimColor>
          {'  '}
          {step.number}/{step.of}
          {step.took === undefined ? '' : `, ${(step.took / 1000).toFixed(2)} s`}
        </Text>
      </Text>
      <Box flexDirection="column" marginLeft={2}>
        <Text dimColor>{step.why}</Text>
        {step.seen.map((text, index) => (
          // Lines are only ever added at the end.
          <Text key={index}>{text}</Text>
        ))}
        {step.failure &&
          failureLines(step.failure).map((text) => (
            <Text key={text} color="red">
              {text}
            </Text>
          ))}
      </Box>
    </Box>
  );
}

/** The tour on a terminal: finished steps scroll up as lines, the present one is drawn below them. */
export function TourApp({ state }: { readonly state: TourState }): JSX.Element {
  return (
    <>
      <Static items={[...state.finished]}>{(step) => <Step key={step.number} step={step} />}</Static>
      {state.current && <Step step={state.current} />}
      {state.outcome === 'held' && <Text color="green">{closingWords}</Text>}
      {state.outcome === 'interrupted' && <Text>{interruptedWords}</Text>}
    </>
  );
}
