import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { useIsPhone } from '../layout/use-is-phone.ts';

export type Column<Row> = {
  id: string;
  label: string;
  cell: (row: Row) => ReactNode;
  align?: 'right';
  width?: number | string;
  /** The cell that carries the link of the row. */
  isMain?: boolean;
};

type Props<Row> = {
  rows: Row[];
  columns: Column<Row>[];
  keyOf: (row: Row) => string;
  linkOf: (row: Row) => string;
  /** The same row as one block, for a phone. */
  card: (row: Row) => ReactNode;
  label: string;
};

/** A table on a desk, cards on a phone. The whole row can be pressed; the link itself is in its main cell. */
export function RowTable<Row>({ rows, columns, keyOf, linkOf, card, label }: Props<Row>) {
  const isPhone = useIsPhone();
  const navigate = useNavigate();
  if (isPhone) {
    return (
      <Box component="ul" aria-label={label} sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {rows.map((row) => (
          <Box
            component="li"
            key={keyOf(row)}
            sx={{ borderBottom: 1, borderColor: 'line', '&:last-child': { borderBottom: 0 } }}
          >
            <Box
              component={Link}
              to={linkOf(row)}
              sx={{
                display: 'block',
                p: 2,
                color: 'inherit',
                textDecoration: 'none',
                '&:active': { bgcolor: 'raised' },
              }}
            >
              {card(row)}
            </Box>
          </Box>
        ))}
      </Box>
    );
  }
  return (
    <TableContainer>
      <Table aria-label={label}>
        <TableHead>
          <TableRow>
            {columns.map((column) => (
              <TableCell key={column.id} align={column.align ?? 'left'} sx={{ width: column.width }}>
                {column.label}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow
              key={keyOf(row)}
              hover
              onClick={(event) => {
                const hit = event.target instanceof HTMLElement ? event.target.closest('a, button') : null;
                if (hit === null && window.getSelection()?.toString() === '') navigate(linkOf(row));
              }}
              sx={{ cursor: 'pointer' }}
            >
              {columns.map((column) => (
                <TableCell key={column.id} align={column.align ?? 'left'}>
                  {column.isMain === true ? (
                    <Box
                      component={Link}
                      to={linkOf(row)}
                      sx={{
                        color: 'inherit',
                        textDecoration: 'none',
                        fontWeight: 500,
                        '&:hover': { textDecoration: 'underline' },
                      }}
                    >
                      {column.cell(row)}
                    </Box>
                  ) : (
                    column.cell(row)
                  )}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
