import { screen } from '../../app/screen.ts';
import type { Explanation } from '../../app/screen.ts';
import { bindings } from './bindings.ts';
import { initial } from './own.ts';
import { TokensView } from './view.tsx';

const tokensExplained: Explanation = {
  short:
    'Changing a token keeps nodes that are in. It only stops new ones. A rotation of the root changes both when it ends, since both carry its digest.',
  long: [
    'A node that joins fetches the root from whoever answers, trusting nobody, and compares it with the digest: only then does it send the secret.',
  ],
};

const unlockExplained: Explanation = {
  short:
    'With autolock a manager that is started again waits for this key: what a thief finds on its disk is of no use without it. Whoever loses the key loses the managers.',
  long: [
    'A new key reaches the managers that are up. One that is down starts with the old key once more: keep that until all have been up.',
    'Turning autolock off takes effect on managers that are up as well: what decrypts their keys lies beside them then.',
  ],
};

/** The join tokens: what they say, and what they are worth. */
export const tokensScreen = screen({
  id: 'tokens',
  tab: { number: 4, title: 'Tokens' },
  crumbs: () => ['tokens'],
  initial,
  bindings,
  render: (view, room) => <TokensView view={view} room={room} />,
  explain: ({ own }) => (own.chosen === 'unlock' ? unlockExplained : tokensExplained),
});
