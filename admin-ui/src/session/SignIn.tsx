import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useText } from '../i18n/provider.ts';
import { Brand } from '../layout/Brand.tsx';

/** Where signing out leads to. Signing in happens at the OpenID provider. */
export function SignIn() {
  const t = useText();
  return (
    <Box component="main" sx={{ minHeight: '100dvh', display: 'grid', placeItems: 'center', p: 3 }}>
      <Box
        sx={{
          width: '100%',
          maxWidth: 440,
          p: { xs: 3, sm: 5 },
          bgcolor: 'background.paper',
          border: 1,
          borderColor: 'line',
          borderRadius: 4,
          borderTop: '4px solid',
          borderTopColor: 'primary.main',
        }}
      >
        <Brand />
        <Typography variant="h1" sx={{ mt: 4 }}>
          {t('session.title')}
        </Typography>
        <Typography color="textSecondary" sx={{ mt: 1, mb: 4 }}>
          {t('session.why')}
        </Typography>
        <Button variant="contained" size="large" fullWidth href="/auth/login?returnTo=%2F">
          {t('session.signIn')}
        </Button>
      </Box>
    </Box>
  );
}
