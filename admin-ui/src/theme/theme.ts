/**
 * The look: paper and ink, one accent the colour of seal lacquer. Every text colour below keeps a contrast of at least 4.5 : 1 on
 * the surfaces it is used on (WCAG 2.2, 1.4.3). Spacing runs in steps of 8 px.
 */
import { createTheme, type Theme, type ThemeOptions } from '@mui/material/styles';
import type { Tone } from './tone.ts';

type ToneColours = { text: string; fill: string; line: string };

declare module '@mui/material/styles' {
  interface Palette {
    tone: Record<Tone, ToneColours>;
    line: string;
    raised: string;
    sunken: string;
  }
  interface PaletteOptions {
    tone?: Record<Tone, ToneColours>;
    line?: string;
    raised?: string;
    sunken?: string;
  }
}

const light = {
  mode: 'light' as const,
  primary: { main: '#9b1c1f', dark: '#7d1518', light: '#b8383b', contrastText: '#ffffff' },
  secondary: { main: '#3b4654', contrastText: '#ffffff' },
  error: { main: '#b3261e' },
  warning: { main: '#8a5300' },
  success: { main: '#1b6b45' },
  info: { main: '#1d5b94' },
  background: { default: '#f6f4ef', paper: '#ffffff' },
  text: { primary: '#1c2026', secondary: '#59616c', disabled: '#8b929b' },
  divider: '#e5e1d8',
  line: '#e5e1d8',
  raised: '#fbfaf7',
  sunken: '#f0ede6',
  tone: {
    neutral: { text: '#4a525d', fill: '#efede7', line: '#dcd8ce' },
    info: { text: '#17507f', fill: '#e8f0f8', line: '#c8dcee' },
    success: { text: '#175c3b', fill: '#e6f3ec', line: '#c2e0d0' },
    warning: { text: '#7a4a00', fill: '#fcf1dc', line: '#f0dcb0' },
    danger: { text: '#a01f18', fill: '#fcebe9', line: '#f3ccc8' },
    accent: { text: '#8c191c', fill: '#faeceb', line: '#efcfcd' },
  },
};

const dark = {
  mode: 'dark' as const,
  primary: { main: '#f08f89', dark: '#e2706a', light: '#f6b1ac', contrastText: '#2a0606' },
  secondary: { main: '#b4bdc9', contrastText: '#15171b' },
  error: { main: '#f2938c' },
  warning: { main: '#e9b763' },
  success: { main: '#7cc8a2' },
  info: { main: '#8bbce8' },
  background: { default: '#15171b', paper: '#1c1f24' },
  text: { primary: '#eceae5', secondary: '#a4abb5', disabled: '#717882' },
  divider: '#2d3138',
  line: '#2d3138',
  raised: '#22262c',
  sunken: '#121417',
  tone: {
    neutral: { text: '#bcc3cc', fill: '#2a2e35', line: '#3a3f47' },
    info: { text: '#9cc6ec', fill: '#1b2b3b', line: '#2b435a' },
    success: { text: '#8fd4b0', fill: '#17301f', line: '#254a36' },
    warning: { text: '#eec27a', fill: '#352812', line: '#54411f' },
    danger: { text: '#f5a59f', fill: '#3a1b1a', line: '#5b2d2b' },
    accent: { text: '#f3a19c', fill: '#371c1c', line: '#563030' },
  },
};

const figures = { fontVariantNumeric: 'tabular-nums' };

function options(palette: typeof light | typeof dark): ThemeOptions {
  return {
    palette,
    spacing: 8,
    shape: { borderRadius: 4 },
    typography: {
      fontFamily: "'Be Vietnam Pro', system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
      fontSize: 14,
      fontWeightRegular: 400,
      fontWeightMedium: 500,
      fontWeightBold: 600,
      h1: { fontSize: '1.5rem', lineHeight: 1.3, fontWeight: 600, letterSpacing: '-0.015em' },
      h2: { fontSize: '1.125rem', lineHeight: 1.4, fontWeight: 600, letterSpacing: '-0.01em' },
      h3: { fontSize: '0.9375rem', lineHeight: 1.45, fontWeight: 600 },
      h4: { fontSize: '0.875rem', lineHeight: 1.5, fontWeight: 600 },
      subtitle1: { fontSize: '0.9375rem', fontWeight: 500 },
      subtitle2: { fontSize: '0.8125rem', fontWeight: 600 },
      body1: { fontSize: '0.9375rem', lineHeight: 1.6 },
      body2: { fontSize: '0.875rem', lineHeight: 1.55 },
      caption: { fontSize: '0.8125rem', lineHeight: 1.45 },
      overline: {
        fontSize: '0.75rem',
        fontWeight: 600,
        letterSpacing: '0.04em',
        textTransform: 'none',
        lineHeight: 1.5,
      },
      button: { textTransform: 'none', fontWeight: 600, fontSize: '0.875rem', letterSpacing: 0 },
    },
    components: {
      MuiCssBaseline: {
        styleOverrides: {
          body: { ...figures, WebkitFontSmoothing: 'antialiased', overflowX: 'hidden' },
          '::selection': { backgroundColor: palette.tone.accent.line },
          ':focus-visible': { outline: `2px solid ${palette.primary.main}`, outlineOffset: 2 },
          '@media (prefers-reduced-motion: reduce)': {
            '*, *::before, *::after': {
              animationDuration: '0.01ms !important',
              transitionDuration: '0.01ms !important',
            },
          },
        },
      },
      MuiButtonBase: {
        defaultProps: { disableRipple: true },
        styleOverrides: {
          root: {
            fontFamily: 'inherit',
            '&.Mui-focusVisible': { outline: `2px solid ${palette.primary.main}`, outlineOffset: 2 },
          },
        },
      },
      MuiButton: {
        defaultProps: { disableElevation: true },
        styleOverrides: {
          root: {
            borderRadius: 8,
            minHeight: 36,
            paddingInline: 14,
            '@media (pointer: coarse)': { minHeight: 44 },
          },
          sizeSmall: { minHeight: 32, paddingInline: 10, '@media (pointer: coarse)': { minHeight: 44 } },
          sizeLarge: { minHeight: 44, paddingInline: 20 },
          contained: { variants: palette.mode === 'dark' ? [darkLacquer] : [] },
          outlined: {
            borderColor: palette.line,
            backgroundColor: palette.background.paper,
            '&:hover': { backgroundColor: palette.sunken, borderColor: palette.text.disabled },
          },
        },
      },
      MuiIconButton: {
        styleOverrides: {
          root: { borderRadius: 8, '@media (pointer: coarse)': { minWidth: 44, minHeight: 44 } },
        },
      },
      MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
      MuiCard: {
        defaultProps: { elevation: 0 },
        styleOverrides: { root: { border: `1px solid ${palette.line}`, borderRadius: 12 } },
      },
      MuiTextField: { defaultProps: { size: 'small', variant: 'outlined' } },
      MuiOutlinedInput: {
        styleOverrides: {
          root: {
            borderRadius: 8,
            backgroundColor: palette.background.paper,
            '@media (pointer: coarse)': { minHeight: 44 },
            '&:hover .MuiOutlinedInput-notchedOutline': { borderColor: palette.text.disabled },
          },
          // 3 : 1 against the surface for the boundary of a control (WCAG 2.2, 1.4.11)
          notchedOutline: { borderColor: palette.mode === 'light' ? '#8f8b82' : '#686f79' },
        },
      },
      MuiInputLabel: { styleOverrides: { root: { fontWeight: 500 } } },
      MuiFormHelperText: { styleOverrides: { root: { marginInline: 0, fontSize: '0.8125rem' } } },
      MuiChip: { styleOverrides: { root: { fontWeight: 500 } } },
      MuiTooltip: {
        defaultProps: { arrow: true, enterDelay: 400 },
        styleOverrides: {
          tooltip: {
            fontSize: '0.8125rem',
            fontWeight: 500,
            padding: '6px 10px',
            backgroundColor: palette.mode === 'light' ? '#23272e' : '#eceae5',
            color: palette.mode === 'light' ? '#ffffff' : '#15171b',
          },
          arrow: { color: palette.mode === 'light' ? '#23272e' : '#eceae5' },
        },
      },
      MuiTabs: { styleOverrides: { root: { minHeight: 40 }, indicator: { height: 2, borderRadius: 2 } } },
      MuiTab: {
        styleOverrides: {
          root: {
            minHeight: 40,
            minWidth: 0,
            padding: '8px 12px',
            fontWeight: 500,
            '@media (pointer: coarse)': { minHeight: 44 },
          },
        },
      },
      MuiTableCell: {
        styleOverrides: {
          root: { borderColor: palette.line, padding: '10px 16px', fontSize: '0.875rem' },
          head: {
            color: palette.text.secondary,
            fontWeight: 600,
            fontSize: '0.8125rem',
            backgroundColor: palette.raised,
            whiteSpace: 'nowrap',
          },
        },
      },
      MuiTableRow: { styleOverrides: { root: { '&:last-child td': { borderBottom: 0 } } } },
      MuiDialog: { styleOverrides: { paper: { borderRadius: 14, border: `1px solid ${palette.line}` } } },
      MuiDialogTitle: { styleOverrides: { root: { fontSize: '1.0625rem', fontWeight: 600 } } },
      MuiMenu: {
        styleOverrides: { paper: { border: `1px solid ${palette.line}`, borderRadius: 10, minWidth: 200 } },
      },
      MuiMenuItem: {
        styleOverrides: {
          root: { fontSize: '0.875rem', minHeight: 40, '@media (pointer: coarse)': { minHeight: 44 } },
        },
      },
      MuiAlert: {
        styleOverrides: {
          root: {
            borderRadius: 10,
            alignItems: 'flex-start',
            variants: (
              [
                ['error', 'danger'],
                ['warning', 'warning'],
                ['info', 'info'],
                ['success', 'success'],
              ] as const
            ).map(([severity, tone]) => ({ props: { severity }, style: toneAlert(palette, tone) })),
          },
        },
      },
      MuiSkeleton: { styleOverrides: { root: { backgroundColor: palette.sunken } } },
      MuiLink: { defaultProps: { underline: 'hover' }, styleOverrides: { root: { fontWeight: 500 } } },
      MuiBottomNavigation: {
        styleOverrides: { root: { backgroundColor: palette.background.paper, height: 60 } },
      },
      MuiBottomNavigationAction: {
        styleOverrides: {
          root: { minWidth: 0, padding: '6px 4px', '&.Mui-selected': { color: palette.primary.main } },
          label: {
            fontSize: '0.6875rem',
            fontWeight: 500,
            whiteSpace: 'nowrap',
            '&.Mui-selected': { fontSize: '0.6875rem' },
          },
        },
      },
    },
  };
}

/** The light red of the dark appearance is for text; a surface of it would glare. White on it: 5.3 : 1. */
const darkLacquer = {
  props: { color: 'primary' as const },
  style: { backgroundColor: '#c23b36', color: '#ffffff', '&:hover': { backgroundColor: '#d0473f' } },
};

function toneAlert(palette: typeof light | typeof dark, tone: Tone) {
  const colours = palette.tone[tone];
  return {
    color: colours.text,
    backgroundColor: colours.fill,
    border: `1px solid ${colours.line}`,
    '& .MuiAlert-icon': { color: colours.text },
  };
}

export const lightTheme: Theme = createTheme(options(light));
export const darkTheme: Theme = createTheme(options(dark));
