import Box from '@mui/material/Box';
import MuiLink from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Link, useLocation } from 'react-router-dom';
import { useText } from '../i18n/provider.ts';
import { placeOf } from './navigation.ts';
import { useCurrentTitle } from './page-title.tsx';

/** Where one is: the place of the menu, and below it the thing one looks at. */
export function Crumbs() {
  const t = useText();
  const title = useCurrentTitle();
  const place = placeOf(useLocation().pathname);
  if (place === undefined) return <Box sx={{ flex: 1 }} />;
  return (
    <Box
      component="nav"
      aria-label={t('nav.breadcrumbs')}
      sx={{ flex: 1, minWidth: 0, display: 'flex', alignItems: 'center', gap: 1, fontSize: '0.875rem' }}
    >
      {title === null ? (
        <Typography component="span" variant="body2" noWrap sx={{ fontWeight: 600 }} aria-current="page">
          {t(place.label)}
        </Typography>
      ) : (
        <>
          <MuiLink component={Link} to={place.path} color="textSecondary" sx={{ whiteSpace: 'nowrap' }}>
            {t(place.label)}
          </MuiLink>
          <Typography component="span" variant="body2" color="textDisabled" aria-hidden>
            {'/'}
          </Typography>
          <Typography component="span" variant="body2" noWrap sx={{ fontWeight: 600 }} aria-current="page">
            {title}
          </Typography>
        </>
      )}
    </Box>
  );
}
