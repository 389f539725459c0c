import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { useText } from '../i18n/provider.ts';

type Props = {
  id: string;
  label: string;
  isRequired: boolean;
  isReadOnly: boolean;
  description: string | null;
  error: string | undefined;
  /** A group of controls (radio buttons) is named by its frame instead of by a label element. */
  isGroup?: boolean;
  children: ReactNode;
};

/** Label above, words of help below, and what is wrong: the same for every kind of field. */
export function FieldFrame({
  id,
  label,
  isRequired,
  isReadOnly,
  description,
  error,
  isGroup = false,
  children,
}: Props) {
  const t = useText();
  const heading = (
    <Typography
      variant="body2"
      {...(isGroup ? { id: `${id}-label`, component: 'div' } : { component: 'label', htmlFor: id })}
      sx={{ display: 'block', fontWeight: 500, mb: 0.75 }}
    >
      {label}
      {isRequired && (
        <Box component="span" sx={{ color: 'error.main', ml: 0.5 }} title={t('form.required')} aria-hidden>
          {'*'}
        </Box>
      )}
      {!isRequired && !isReadOnly && (
        <Typography component="span" variant="caption" color="textSecondary" sx={{ ml: 0.75 }}>
          {`(${t('form.optional')})`}
        </Typography>
      )}
    </Typography>
  );
  return (
    <Box
      {...(isGroup ? { role: 'group', 'aria-labelledby': `${id}-label` } : {})}
      aria-describedby={error === undefined ? undefined : `${id}-error`}
    >
      {label !== '' && heading}
      {children}
      {description !== null && (
        <Typography variant="caption" color="textSecondary" component="p" id={`${id}-help`} sx={{ mt: 0.5 }}>
          {description}
        </Typography>
      )}
      {error !== undefined && (
        <Typography
          variant="caption"
          color="error"
          component="p"
          id={`${id}-error`}
          sx={{ mt: 0.5, fontWeight: 500 }}
        >
          {error}
        </Typography>
      )}
    </Box>
  );
}
