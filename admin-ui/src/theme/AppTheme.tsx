import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useStore } from 'ra-core';
import type { ReactNode } from 'react';
import { darkTheme, lightTheme } from './theme.ts';

type Choice = 'light' | 'dark' | 'system';

/** The appearance in force, and how to change it. Follows the system until somebody chooses. */
export function useAppearance(): { appearance: 'light' | 'dark'; choose: (next: 'light' | 'dark') => void } {
  const [choice, setChoice] = useStore<Choice>('appearance', 'system');
  const prefersDark = useMediaQuery('(prefers-color-scheme: dark)', { noSsr: true });
  const appearance = choice === 'system' ? (prefersDark ? 'dark' : 'light') : choice;
  return { appearance, choose: setChoice };
}

export function AppTheme({ children }: { children: ReactNode }) {
  const { appearance } = useAppearance();
  return (
    <ThemeProvider theme={appearance === 'dark' ? darkTheme : lightTheme}>
      <CssBaseline enableColorScheme />
      {children}
    </ThemeProvider>
  );
}
