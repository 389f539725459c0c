import Button from '@mui/material/Button';
import { useResetErrorBoundaryOnLocationChange } from 'ra-core';
import { Link } from 'react-router-dom';
import { useText } from '../i18n/provider.ts';
import { EmptyState } from '../parts/EmptyState.tsx';

export function PageError({ resetErrorBoundary }: { resetErrorBoundary: () => void }) {
  const t = useText();
  useResetErrorBoundaryOnLocationChange(resetErrorBoundary);
  return (
    <EmptyState
      title={t('error.pageTitle')}
      hint={t('error.pageHint')}
      action={
        <Button variant="outlined" onClick={() => window.location.reload()}>
          {t('action.refresh')}
        </Button>
      }
    />
  );
}

export function NotFound() {
  const t = useText();
  return (
    <EmptyState
      title={t('error.notFoundTitle')}
      hint={t('error.notFoundHint')}
      action={
        <Button variant="outlined" component={Link} to="/">
          {t('nav.home')}
        </Button>
      }
    />
  );
}
