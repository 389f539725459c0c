/**
 * A little Markdown, built as elements and never as HTML: paragraphs, headings, lists, strong, emphasis, and links to web pages.
 * Anything else is text.
 */
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Fragment, type ReactNode } from 'react';

const inline = /\*\*(.+?)\*\*|\*(.+?)\*|_(.+?)_|\[([^\]]+)\]\((https?:\/\/[^\s)]+|\/[^\s)]*)\)/g;

function spans(text: string): ReactNode[] {
  const result: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(inline)) {
    if (match.index > from) result.push(text.slice(from, match.index));
    const [whole, strong, emphasis, underscored, label, href] = match;
    const key = match.index;
    if (strong !== undefined) result.push(<strong key={key}>{strong}</strong>);
    else if (href !== undefined) {
      result.push(
        <Link key={key} href={href} target="_blank" rel="noopener noreferrer">
          {label}
        </Link>,
      );
    } else result.push(<em key={key}>{emphasis ?? underscored}</em>);
    from = match.index + whole.length;
  }
  result.push(text.slice(from));
  return result;
}

function lines(text: string): ReactNode[] {
  return text.split('\n').map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never move
    <Fragment key={index}>
      {index > 0 && <br />}
      {spans(line)}
    </Fragment>
  ));
}

function block(text: string): ReactNode {
  const heading = /^(#{1,4})\s+(.*)$/.exec(text);
  if (heading !== null)
    return (
      <Typography variant={heading[1]?.length === 1 ? 'h2' : 'h3'}>{spans(heading[2] ?? '')}</Typography>
    );
  const rows = text.split('\n');
  const isBulleted = rows.every((row) => /^\s*[-*]\s+/.test(row));
  const isNumbered = rows.every((row) => /^\s*\d+[.)]\s+/.test(row));
  if (isBulleted || isNumbered) {
    return (
      <Box component={isBulleted ? 'ul' : 'ol'} sx={{ m: 0, pl: 3, typography: 'body2' }}>
        {rows.map((row) => (
          <li key={row}>{spans(row.replace(/^\s*(?:[-*]|\d+[.)])\s+/, ''))}</li>
        ))}
      </Box>
    );
  }
  return <Typography variant="body2">{lines(text)}</Typography>;
}

export function Markdown({ text }: { text: string }) {
  // a heading ends its own block even without an empty line after it
  const blocks = text
    .replaceAll('\r\n', '\n')
    .replaceAll(/^(#{1,4} .*)$/gm, '\n$1\n')
    .split(/\n{2,}/)
    .map((each) => each.trim())
    .filter(Boolean);
  return (
    <Box sx={{ display: 'grid', gap: 1, overflowWrap: 'anywhere' }}>
      {blocks.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one text never move
        <Fragment key={index}>{block(each)}</Fragment>
      ))}
    </Box>
  );
}
