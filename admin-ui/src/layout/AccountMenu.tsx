import DarkModeOutlined from '@mui/icons-material/DarkModeOutlined';
import KeyboardOutlined from '@mui/icons-material/KeyboardOutlined';
import LightModeOutlined from '@mui/icons-material/LightModeOutlined';
import LogoutOutlined from '@mui/icons-material/LogoutOutlined';
import TranslateOutlined from '@mui/icons-material/TranslateOutlined';
import Avatar from '@mui/material/Avatar';
import Box from '@mui/material/Box';
import Divider from '@mui/material/Divider';
import IconButton from '@mui/material/IconButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Typography from '@mui/material/Typography';
import { useLocaleState } from 'ra-core';
import { useState } from 'react';
import type { Viewer } from '../api/types.ts';
import { rolesOf } from '../api/viewer.ts';
import { useText } from '../i18n/provider.ts';
import { initials } from '../parts/initials.ts';
import { useAppearance } from '../theme/AppTheme.tsx';

export function AccountMenu({ viewer, onShortcuts }: { viewer: Viewer; onShortcuts: () => void }) {
  const t = useText();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [locale, setLocale] = useLocaleState();
  const { appearance, choose } = useAppearance();
  const close = () => setAnchor(null);
  const organisation = viewer.agency?.name ?? viewer.enterprise?.name;
  return (
    <>
      <IconButton
        aria-label={t('top.account')}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ p: 0.5 }}
      >
        <Avatar
          sx={{
            width: 30,
            height: 30,
            fontSize: '0.75rem',
            fontWeight: 600,
            bgcolor: 'primary.main',
            color: 'primary.contrastText',
          }}
        >
          {initials(viewer.name)}
        </Avatar>
      </IconButton>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        slotProps={{ paper: { sx: { width: 288 } } }}
      >
        <Box sx={{ px: 2, pt: 1, pb: 1.5 }} role="presentation">
          <Typography variant="subtitle1">{viewer.name}</Typography>
          <Typography variant="caption" color="textSecondary" component="p">
            {rolesOf(viewer)
              .map((role) => t(`role.${role}`))
              .join(', ')}
          </Typography>
          {organisation !== undefined && (
            <Typography variant="caption" color="textSecondary" component="p">
              {organisation}
            </Typography>
          )}
        </Box>
        <Divider />
        <MenuItem
          onClick={() => {
            setLocale(locale === 'vi' ? 'en' : 'vi');
            close();
          }}
          lang={locale === 'vi' ? 'en' : 'vi'}
        >
          <ListItemIcon>
            <TranslateOutlined fontSize="small" />
          </ListItemIcon>
          {locale === 'vi' ? t('top.english') : t('top.vietnamese')}
        </MenuItem>
        <MenuItem
          onClick={() => {
            choose(appearance === 'dark' ? 'light' : 'dark');
            close();
          }}
        >
          <ListItemIcon>
            {appearance === 'dark' ? (
              <LightModeOutlined fontSize="small" />
            ) : (
              <DarkModeOutlined fontSize="small" />
            )}
          </ListItemIcon>
          {appearance === 'dark' ? t('top.toLight') : t('top.toDark')}
        </MenuItem>
        <MenuItem
          onClick={() => {
            close();
            onShortcuts();
          }}
          sx={{ '@media (pointer: coarse)': { display: 'none' } }}
        >
          <ListItemIcon>
            <KeyboardOutlined fontSize="small" />
          </ListItemIcon>
          {t('top.shortcuts')}
        </MenuItem>
        <Divider />
        <MenuItem component="a" href="/auth/logout">
          <ListItemIcon>
            <LogoutOutlined fontSize="small" />
          </ListItemIcon>
          {t('top.signOut')}
        </MenuItem>
      </Menu>
    </>
  );
}
