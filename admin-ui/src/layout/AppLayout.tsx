/** The frame of every page: side menu and top bar on a desk, bottom bar on a phone. */
import SearchOutlined from '@mui/icons-material/SearchOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import { useLocaleState } from 'ra-core';
import { type ReactNode, Suspense, useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { CommandPalette } from '../actions/CommandPalette.tsx';
import { Keys } from '../actions/Keys.tsx';
import { type Action, ActionProvider, useActions } from '../actions/registry.tsx';
import { ShortcutSheet } from '../actions/ShortcutSheet.tsx';
import type { Viewer } from '../api/types.ts';
import { useViewer } from '../api/viewer.ts';
import { useText } from '../i18n/provider.ts';
import { useAppearance } from '../theme/AppTheme.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { BottomBar } from './BottomBar.tsx';
import { Brand } from './Brand.tsx';
import { Crumbs } from './Crumbs.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { LiveDot } from './LiveDot.tsx';
import { useLiveState, useLiveUpdates } from './live.tsx';
import { NoticeBell } from './NoticeBell.tsx';
import { placesFor } from './navigation.ts';
import { PageLoading } from './PageLoading.tsx';
import { PageTitleProvider } from './page-title.tsx';
import { SideMenu } from './SideMenu.tsx';
import { Toasts } from './Toasts.tsx';
import { useIsPhone } from './use-is-phone.ts';

export const sideWidth = 240;
export const topHeight = 56;

export function AppLayout({ children }: { children: ReactNode }) {
  const viewer = useViewer();
  if (viewer === null) return <PageLoading />;
  return (
    <ActionProvider>
      <PageTitleProvider>
        <Frame viewer={viewer}>{children}</Frame>
      </PageTitleProvider>
    </ActionProvider>
  );
}

function Frame({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  const t = useText();
  const isPhone = useIsPhone();
  const { pathname } = useLocation();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const isOffline = useLiveState() === 'offline';
  useLiveUpdates();
  useGeneralActions(viewer, { openSheet: () => setSheetOpen(true), openPalette: () => setPaletteOpen(true) });
  const isWide = pathname.startsWith('/designer');

  return (
    <Box sx={{ minHeight: '100dvh' }}>
      <Box
        component="a"
        href="#content"
        sx={{
          position: 'fixed',
          top: 8,
          left: 16,
          zIndex: 'tooltip',
          px: 2,
          py: 1,
          borderRadius: 2,
          bgcolor: 'primary.main',
          color: 'primary.contrastText',
          '&:not(:focus)': { clipPath: 'inset(50%)', width: '1px', height: '1px', p: 0, overflow: 'hidden' },
        }}
      >
        {t('nav.skip')}
      </Box>

      {!isPhone && (
        <Box
          component="aside"
          sx={{
            position: 'fixed',
            insetBlock: 0,
            left: 0,
            width: sideWidth,
            px: 1.5,
            overflowY: 'auto',
            bgcolor: 'raised',
            borderRight: 1,
            borderColor: 'line',
            display: 'flex',
            flexDirection: 'column',
          }}
        >
          <Box
            sx={{ height: topHeight, display: 'flex', alignItems: 'center', px: 1, mb: 1.5, flexShrink: 0 }}
          >
            <Brand />
          </Box>
          <SideMenu viewer={viewer} />
          <Box sx={{ mt: 'auto', px: 1.5, py: 2, fontSize: '0.75rem', color: 'text.secondary' }}>
            {viewer.agency?.name ?? viewer.enterprise?.name}
          </Box>
        </Box>
      )}

      <Box sx={{ ml: isPhone ? 0 : `${sideWidth}px` }}>
        <Box
          component="header"
          sx={{
            position: 'sticky',
            top: 0,
            zIndex: 'appBar',
            height: topHeight,
            px: { xs: 2, md: 3 },
            display: 'flex',
            alignItems: 'center',
            gap: 0.5,
            bgcolor: 'background.default',
            borderBottom: 1,
            borderColor: 'line',
          }}
        >
          {isPhone ? (
            <Box sx={{ flex: 1 }}>
              <Brand small />
            </Box>
          ) : (
            <>
              <Crumbs />
              <Button
                variant="outlined"
                size="small"
                onClick={() => setPaletteOpen(true)}
                startIcon={<SearchOutlined />}
                endIcon={<Keys keys="mod+k" />}
                sx={{ color: 'text.secondary', fontWeight: 400, mr: 1 }}
              >
                {t('top.search')}
              </Button>
            </>
          )}
          <LiveDot />
          {!isPhone && <LanguageSwitch />}
          {isPhone && (
            <IconButton aria-label={t('keys.palette')} onClick={() => setPaletteOpen(true)}>
              <SearchOutlined sx={{ fontSize: 22 }} />
            </IconButton>
          )}
          <NoticeBell />
          <AccountMenu viewer={viewer} onShortcuts={() => setSheetOpen(true)} />
        </Box>

        {isOffline && (
          <Alert severity="warning" sx={{ borderRadius: 0, borderInline: 0 }}>
            {t('top.offline')}
          </Alert>
        )}

        <Box
          component="main"
          id="content"
          tabIndex={-1}
          sx={{
            outline: 'none !important',
            px: isWide ? 0 : { xs: 2, md: 3 },
            pt: isWide ? 0 : { xs: 2, md: 3 },
            pb: isWide ? 0 : { xs: '92px', md: 5 },
            maxWidth: isWide ? 'none' : 1480,
            mx: 'auto',
          }}
        >
          <ErrorBoundary resetKey={pathname}>
            <Suspense fallback={<PageLoading />}>{children}</Suspense>
          </ErrorBoundary>
        </Box>
      </Box>

      {isPhone && (
        <>
          <BottomBar viewer={viewer} onMore={() => setMenuOpen(true)} />
          <Drawer
            anchor="bottom"
            open={isMenuOpen}
            onClose={() => setMenuOpen(false)}
            slotProps={{ paper: { sx: { borderRadius: '16px 16px 0 0', p: 2, maxHeight: '85dvh' } } }}
          >
            <SideMenu viewer={viewer} onNavigate={() => setMenuOpen(false)} />
          </Drawer>
        </>
      )}
      <ShortcutSheet open={isSheetOpen} onClose={() => setSheetOpen(false)} />
      <CommandPalette open={isPaletteOpen} onClose={() => setPaletteOpen(false)} />
      <Toasts />
    </Box>
  );
}

function useGeneralActions(
  viewer: Viewer,
  { openSheet, openPalette }: { openSheet: () => void; openPalette: () => void },
) {
  const navigate = useNavigate();
  const [locale, setLocale] = useLocaleState();
  const { appearance, choose } = useAppearance();
  const scope = 'keys.general' as const;
  const places: Action[] = placesFor(viewer).map((place) => ({
    id: `go${place.path}`,
    label: place.label,
    scope,
    ...(place.keys === undefined ? {} : { keys: place.keys }),
    perform: () => navigate(place.path),
  }));
  useActions([
    ...places,
    { id: 'palette', label: 'keys.palette', scope, keys: 'mod+k', inPalette: false, perform: openPalette },
    { id: 'help', label: 'keys.help', scope, keys: '?', perform: openSheet },
    {
      id: 'appearance',
      label: appearance === 'dark' ? 'top.toLight' : 'top.toDark',
      scope,
      perform: () => choose(appearance === 'dark' ? 'light' : 'dark'),
    },
    {
      id: 'language',
      label: locale === 'vi' ? 'top.english' : 'top.vietnamese',
      scope,
      perform: () => setLocale(locale === 'vi' ? 'en' : 'vi'),
    },
    { id: 'sign-out', label: 'top.signOut', scope, perform: () => window.location.assign('/auth/logout') },
  ]);
}

function LanguageSwitch() {
  const t = useText();
  const [locale, setLocale] = useLocaleState();
  return (
    <Box
      role="group"
      aria-label={t('top.language')}
      sx={{
        display: 'flex',
        border: 1,
        borderColor: 'line',
        borderRadius: 2,
        overflow: 'hidden',
        mr: 0.5,
        bgcolor: 'background.paper',
      }}
    >
      {(['vi', 'en'] as const).map((code) => (
        <Button
          key={code}
          size="small"
          lang={code}
          aria-label={code === 'vi' ? t('top.vietnamese') : t('top.english')}
          aria-pressed={locale === code}
          onClick={() => setLocale(code)}
          sx={{
            minWidth: 36,
            px: 0.75,
            borderRadius: 0,
            fontSize: '0.75rem',
            color: locale === code ? 'tone.accent.text' : 'text.secondary',
            bgcolor: locale === code ? 'tone.accent.fill' : 'transparent',
          }}
        >
          {code.toUpperCase()}
        </Button>
      ))}
    </Box>
  );
}
