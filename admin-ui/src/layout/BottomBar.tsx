import MenuOutlined from '@mui/icons-material/MenuOutlined';
import Badge from '@mui/material/Badge';
import BottomNavigation from '@mui/material/BottomNavigation';
import BottomNavigationAction from '@mui/material/BottomNavigationAction';
import Paper from '@mui/material/Paper';
import { Link, useLocation } from 'react-router-dom';
import type { Viewer } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { useCounts } from './live.tsx';
import { placeOf, placesFor } from './navigation.ts';

export function BottomBar({ viewer, onMore }: { viewer: Viewer; onMore: () => void }) {
  const t = useText();
  const counts = useCounts();
  const places = placesFor(viewer)
    .filter((place) => place.onPhone === true)
    .slice(0, 4);
  const current = placeOf(useLocation().pathname);
  const value = places.some((place) => place === current) ? current?.path : 'more';
  return (
    <Paper
      component="nav"
      aria-label={t('nav.main')}
      square
      elevation={0}
      sx={{
        position: 'fixed',
        insetInline: 0,
        bottom: 0,
        zIndex: 'appBar',
        borderTop: 1,
        borderColor: 'line',
        pb: 'env(safe-area-inset-bottom)',
      }}
    >
      <BottomNavigation showLabels value={value}>
        {places.map(({ path, shortLabel, icon: Icon, count }) => (
          <BottomNavigationAction
            key={path}
            value={path}
            component={Link}
            to={path}
            label={t(shortLabel)}
            icon={
              <Badge
                badgeContent={count === undefined ? 0 : counts[count]}
                max={99}
                color="primary"
                sx={{ '& .MuiBadge-badge': { top: 4, fontSize: '0.6875rem', height: 18, minWidth: 18 } }}
              >
                <Icon aria-hidden />
              </Badge>
            }
          />
        ))}
        <BottomNavigationAction
          value="more"
          label={t('nav.more')}
          icon={<MenuOutlined aria-hidden />}
          onClick={onMore}
        />
      </BottomNavigation>
    </Paper>
  );
}
