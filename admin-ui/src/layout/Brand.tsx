import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useText } from '../i18n/provider.ts';
import seal from './seal.svg';

export function Brand({ small = false }: { small?: boolean }) {
  const t = useText();
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.25 }}>
      <Box
        component="img"
        src={seal}
        alt=""
        sx={{ width: small ? 28 : 32, height: small ? 28 : 32, display: 'block' }}
      />
      <Typography
        component="span"
        sx={{
          fontSize: small ? '1rem' : '1.125rem',
          fontWeight: 600,
          letterSpacing: '-0.02em',
          whiteSpace: 'nowrap',
        }}
      >
        {t('brand.name')}
      </Typography>
    </Box>
  );
}
