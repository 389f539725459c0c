import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId } from 'react';

type Props = {
  title?: string;
  note?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  id?: string;
};

/** A titled part of a page. */
export function Panel({ title, note, action, children, flush = false, id }: Props) {
  const titleId = useId();
  return (
    <Card
      component="section"
      {...(title === undefined ? {} : { 'aria-labelledby': titleId })}
      {...(id === undefined ? {} : { id })}
    >
      {title !== undefined && (
        <Box
          sx={{
            px: { xs: 2, sm: 2.5 },
            minHeight: 52,
            py: 1,
            display: 'flex',
            alignItems: 'center',
            gap: 1.5,
            borderBottom: flush ? 1 : 0,
            borderColor: 'line',
          }}
        >
          <Typography variant="h3" component="h2" id={titleId} sx={{ flex: 1 }}>
            {title}
          </Typography>
          {note}
          {action}
        </Box>
      )}
      <Box sx={flush ? {} : { px: { xs: 2, sm: 2.5 }, pb: 2.5, pt: title === undefined ? 2.5 : 0 }}>
        {children}
      </Box>
    </Card>
  );
}
