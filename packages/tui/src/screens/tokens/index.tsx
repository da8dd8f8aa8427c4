import { screen } from '../../app/screen.ts';
import { bindings, initial } from './bindings.ts';
import { TokensView } from './view.tsx';

/** The join tokens: what they say, and what they are worth. */
export const tokensScreen = screen({
  id: 'tokens',
  tab: { number: 4, title: 'Tokens' },
  crumbs: () => ['tokens'],
  initial,
  bindings,
  render: (view, room) => <TokensView view={view} room={room} />,
  explain: () => ({
    short:
      'Changing a token keeps nodes that are in. It only stops new ones. A rotation of the root changes both when it ends, since both carry its digest.',
    long: [
      'A node that joins fetches the root from whoever answers, trusting nobody, and compares it with the digest: only then does it send the secret.',
    ],
  }),
});
