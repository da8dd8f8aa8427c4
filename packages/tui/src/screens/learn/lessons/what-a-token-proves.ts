import type { Lesson } from '../../../app/learn/lesson.ts';
import type { Begun } from '../../../app/learn/progress.ts';
import type { State } from '../../../app/state.ts';
import type { Own as JoinOwn } from '../../join/own.ts';
import type { Own as TokensOwn } from '../../tokens/own.ts';
import { tokenOf } from '../../tokens/judge.ts';
import { counted } from '@swarmpki/core/commands';
import { isOn, members, rootNames, since } from '../facts.ts';

const tokensOf = (own: State['own']) => own['tokens'] as TokensOwn | undefined;
const digestOf = (token: string | undefined): string => token?.split('-').at(-2) ?? '';
const joinOf = (own: State['own']) => own['join'] as JoinOwn | undefined;
const stepOf = (own: State['own'], name: string) => joinOf(own)?.steps.find(({ Step }) => Step === name);
const isOtherJoin = (own: State['own'], begun: Begun): boolean => joinOf(own)?.id !== joinOf(begun.own)?.id;
const show = () => ({ open: { screen: 'tokens' } }) as const;

export const whatATokenProves: Lesson = {
  id: 'what-a-token-proves',
  title: 'What a token proves',
  minutes: 5,
  learns: 'why fetching the root from an unknown server is safe here.',
  steps: [
    {
      todo: 'Go to the tokens: press 4.',
      hint: 'There are two of them, one for each role.',
      show,
      isDone: (state) => isOn(state, 'tokens') && tokenOf(state, 'worker') !== undefined,
      happened: (state) => {
        const [worker, manager] = [tokenOf(state, 'worker'), tokenOf(state, 'manager')].map(digestOf);
        const same = worker === manager ? 'the same in both' : 'not the same in both';
        return `A token has two parts that count: ${worker?.length ?? 0} characters that are ${same}, and 25 that are not. The former say who the managers are, the latter what you may become.`;
      },
    },
    {
      todo: 'Show the whole worker token: press v.',
      hint: 'It hides itself again after 15 seconds. y copies it without showing it.',
      show,
      isDone: ({ own }) => tokensOf(own)?.shownUntil !== undefined,
      happened: (state) => {
        const bytes = state.sight?.swarm?.TLSInfo.TrustRoot.length ?? 0;
        return `${digestOf(tokenOf(state, 'worker')).slice(0, 12)}… is the SHA-256 of the ${bytes} bytes of the root ${rootNames(state).now}, in base 36. Who joins takes the root from whoever answers, and believes it only if this fits: a false manager would need another root of that digest. The secret is not sent before.`;
      },
    },
    {
      todo: 'Let a node join step by step: press 1, then N.',
      hint: 'It stops at each step of the protocol, and shows what it has found out, and what was said on the wire.',
      show: () => ({ open: { screen: 'nodes' } }),
      isDone: ({ own }, begun) => isOtherJoin(own, begun) && (joinOf(own)?.steps.length ?? 0) > 0,
      happened: ({ own }) => {
        const digest = stepOf(own, 'token')?.Digest ?? '';
        return `${joinOf(own)?.name ?? 'A node'} has an address and a token, and nothing else. From the token it knows that the root has the SHA-256 ${digest.slice(0, 12)}…; whom it will speak to it does not know.`;
      },
    },
    {
      todo: 'Go on until digests are compared: Space, twice.',
      hint: 'Space takes one step. It is the third that counts here.',
      show: () => ({ open: { screen: 'join' } }),
      isDone: ({ own }) => stepOf(own, 'digest') !== undefined,
      happened: ({ own }) => {
        const [root, digest] = [stepOf(own, 'root'), stepOf(own, 'digest')];
        return `From ${root?.Address || 'the manager'} came ${root?.Bytes ?? 0} bytes, over a connection whose other end nobody had looked at. Their SHA-256 is ${(digest?.Digest ?? root?.Digest ?? '').slice(0, 12)}…, and so says the token: from here on the node knows whom to trust. Nothing secret was said so far.`;
      },
    },
    {
      todo: 'Let it join to its end: press c.',
      hint: 'A node that is left in the middle may leave something behind: a member that never reported.',
      show: () => ({ open: { screen: 'join' } }),
      isDone: ({ own }) => joinOf(own)?.ending?.Outcome === 'joined',
      happened: ({ own }) => {
        const [request, answer] = [stepOf(own, 'request'), stepOf(own, 'answer')];
        return `Now the manager had to prove itself, as ${request?.Server?.Units.join(', ') || 'a manager'} of that root, and only then was the secret sent. The node is ${(request?.NodeID ?? '').slice(0, 10)}…, ${answer?.Subject?.Units.join(', ') ?? ''}: which role, the secret alone has said.`;
      },
    },
    {
      todo: 'Draw the worker token anew: press 4, then n.',
      hint: 'That is docker swarm join-token --rotate worker. Do it when a token may have been seen.',
      show: () => ({ run: ['join-token', '--rotate', '--quiet', 'worker'] }),
      isDone: (state, begun) => since(state, begun, 'token-rotated').length > 0,
      happened: (state) => {
        const isSame = digestOf(tokenOf(state, 'worker')) === digestOf(tokenOf(state, 'manager'));
        return `The secret is another one${isSame ? '; the digest is still that of the manager token, for the root has not changed' : ''}. ${counted(members(state).length, 'node')} stay in: nobody asks a member for a token, only for its certificate.`;
      },
    },
    {
      todo: 'Have a token judged: press p, paste one, ⏎.',
      hint: 'The one that you have shown before is good for it: its secret is not valid any more, and its digest still is. So is any other text.',
      show,
      isDone: ({ own }, begun) => {
        const verdict = tokensOf(own)?.verdict ?? [];
        return verdict.length > 0 && verdict !== tokensOf(begun.own)?.verdict;
      },
      happened: ({ own }) => {
        const said = (tokensOf(own)?.verdict ?? []).map((line) =>
          line
            .map(({ text }) => text)
            .join('')
            .slice(2),
        );
        return `It was judged here, and neither sent nor kept: ${said.join('; ')}.`;
      },
    },
  ],
};
