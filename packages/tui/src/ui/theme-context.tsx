import { createContext, useContext } from 'react';
import { themes } from '../theme/theme.ts';
import type { Theme } from '../theme/theme.ts';

export const ThemeContext = createContext<Theme>(themes.dark);

export function useTheme(): Theme {
  return useContext(ThemeContext);
}
