import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Typography from '@mui/material/Typography';
import { Link, useLocation } from 'react-router-dom';
import type { Viewer } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { useCounts } from './live.tsx';
import { type Place, placeOf, placesFor } from './navigation.ts';

export function SideMenu({ viewer, onNavigate }: { viewer: Viewer; onNavigate?: () => void }) {
  const t = useText();
  const places = placesFor(viewer);
  const sections = [...new Set(places.map((place) => place.section))];
  const current = placeOf(useLocation().pathname);
  return (
    <Box component="nav" aria-label={t('nav.main')}>
      {sections.map((section) => (
        <Box key={section} sx={{ mb: 2.5 }}>
          <Typography
            variant="overline"
            component="h2"
            color="textSecondary"
            sx={{ display: 'block', px: 1.5, mb: 0.5 }}
          >
            {t(section)}
          </Typography>
          {places
            .filter((place) => place.section === section)
            .map((place) => (
              <MenuEntry
                key={place.path}
                place={place}
                isCurrent={place === current}
                {...(onNavigate === undefined ? {} : { onNavigate })}
              />
            ))}
        </Box>
      ))}
    </Box>
  );
}

function MenuEntry({
  place,
  isCurrent,
  onNavigate,
}: {
  place: Place;
  isCurrent: boolean;
  onNavigate?: () => void;
}) {
  const t = useText();
  const counts = useCounts();
  const count = place.count === undefined ? 0 : counts[place.count];
  const isPressing = place.count === 'tasks' && counts.overdue > 0;
  const Icon = place.icon;
  return (
    <ButtonBase
      component={Link}
      to={place.path}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onNavigate}
      sx={{
        width: '100%',
        justifyContent: 'flex-start',
        gap: 1.25,
        px: 1.5,
        minHeight: 36,
        '@media (pointer: coarse)': { minHeight: 44 },
        borderRadius: 2,
        fontSize: '0.875rem',
        fontWeight: isCurrent ? 600 : 500,
        color: isCurrent ? 'tone.accent.text' : 'text.primary',
        bgcolor: isCurrent ? 'tone.accent.fill' : 'transparent',
        '& svg': { fontSize: 19, color: isCurrent ? 'tone.accent.text' : 'text.secondary' },
        '&:hover': { bgcolor: isCurrent ? 'tone.accent.fill' : 'sunken' },
      }}
    >
      <Icon aria-hidden />
      <Box component="span" sx={{ flex: 1, textAlign: 'left' }}>
        {t(place.label)}
      </Box>
      {count > 0 && (
        <Box
          component="span"
          sx={{
            px: 0.875,
            minWidth: 22,
            textAlign: 'center',
            borderRadius: 10,
            fontSize: '0.75rem',
            fontWeight: 600,
            lineHeight: '20px',
            color: isPressing ? 'tone.danger.text' : 'text.secondary',
            bgcolor: isPressing ? 'tone.danger.fill' : 'sunken',
          }}
        >
          {count > 99 ? '99+' : count}
        </Box>
      )}
    </ButtonBase>
  );
}
