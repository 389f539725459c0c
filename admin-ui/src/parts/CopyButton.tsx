import CheckOutlined from '@mui/icons-material/CheckOutlined';
import ContentCopyOutlined from '@mui/icons-material/ContentCopyOutlined';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import { useEffect, useState } from 'react';
import { useText } from '../i18n/provider.ts';

/** A code that one may want elsewhere: a press copies it. */
export function CopyButton({ text }: { text: string }) {
  const t = useText();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <ButtonBase
      onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
      aria-label={`${t('action.copy')} ${text}`}
      sx={{
        gap: 0.75,
        px: 1,
        mx: -1,
        minHeight: 28,
        '@media (pointer: coarse)': { minHeight: 44 },
        borderRadius: 1.5,
        fontSize: '0.875rem',
        fontWeight: 600,
        letterSpacing: '0.01em',
        color: 'text.primary',
        '& svg': { fontSize: 15, color: isCopied ? 'success.main' : 'text.secondary' },
        '&:hover': { bgcolor: 'sunken' },
      }}
    >
      {text}
      {isCopied ? <CheckOutlined aria-hidden /> : <ContentCopyOutlined aria-hidden />}
      <Box
        component="span"
        role="status"
        sx={{ position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clip: 'rect(0 0 0 0)' }}
      >
        {isCopied ? t('action.copied') : ''}
      </Box>
    </ButtonBase>
  );
}
