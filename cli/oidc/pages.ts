/** The provider's few pages, in plain HTML: Vietnamese first, English by a link, usable at 390 px, no script but one line. */
import { createHash } from 'node:crypto';
import type { Bilingual } from '../../engine/index.ts';

export type Language = keyof Bilingual;

const texts = {
  signIn: { vi: 'Đăng nhập', en: 'Sign in' },
  product: { vi: 'Hệ thống văn bản điện tử', en: 'Electronic document system' },
  username: { vi: 'Tên đăng nhập', en: 'User name' },
  password: { vi: 'Mật khẩu', en: 'Password' },
  wrong: {
    vi: 'Tên đăng nhập hoặc mật khẩu không đúng. Vui lòng thử lại.',
    en: 'The user name or password is not right. Please try again.',
  },
  demo: {
    vi: 'Hệ thống dùng thử trên máy này: các tài khoản được nêu khi khởi động.',
    en: 'Trial system on this machine: its accounts are named when it starts.',
  },
  other: { vi: 'English', en: 'Tiếng Việt' },
  signOut: { vi: 'Đăng xuất', en: 'Sign out' },
  signOutQuestion: { vi: 'Bạn muốn đăng xuất?', en: 'Do you want to sign out?' },
  signedOut: { vi: 'Bạn đã đăng xuất.', en: 'You are signed out.' },
  again: { vi: 'Đăng nhập lại', en: 'Sign in again' },
  fault: { vi: 'Không thể đăng nhập', en: 'Sign-in is not possible' },
  faultHint: {
    vi: 'Phiên đăng nhập đã hết hạn hoặc yêu cầu không hợp lệ. Vui lòng bắt đầu lại.',
    en: 'The sign-in has expired or the request is not valid. Please start again.',
  },
} satisfies Record<string, Bilingual>;

/** Vietnamese unless English is asked for, by the link or by the client's `ui_locales`. */
export function languageOf(...asked: (string | undefined | null)[]): Language {
  const first = asked
    .map((value) => value?.toLowerCase().slice(0, 2))
    .find((value) => value === 'vi' || value === 'en');
  return first === 'en' ? 'en' : 'vi';
}

export function signInPage(options: {
  language: Language;
  action: string;
  username: string;
  failed: boolean;
}): string {
  const { language, action, username, failed } = options;
  const other = language === 'vi' ? 'en' : 'vi';
  return page(
    language,
    texts.signIn,
    `<form method="post" action="${escapeHtml(action)}?lang=${language}">
      ${failed ? `<p class="alert" role="alert">${texts.wrong[language]}</p>` : ''}
      <label for="username">${texts.username[language]}</label>
      <input id="username" name="username" value="${escapeHtml(username)}" autocomplete="username" autocapitalize="none" spellcheck="false" required${username ? '' : ' autofocus'}>
      <label for="password">${texts.password[language]}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required${username ? ' autofocus' : ''}>
      <button type="submit">${texts.signIn[language]}</button>
    </form>
    <p class="hint">${texts.demo[language]}</p>
    <p class="language"><a href="${escapeHtml(action)}?lang=${other}" lang="${other}" hreflang="${other}">${texts.other[language]}</a></p>`,
  );
}

/** @param form the provider's form `op.logoutForm`, which is sent at once where scripts run */
export function signOutPage(language: Language, form: string): string {
  return page(
    language,
    texts.signOut,
    `<p>${texts.signOutQuestion[language]}</p>${form}
    <button type="submit" form="op.logoutForm" name="logout" value="yes">${texts.signOut[language]}</button>
    <script>${submitScript}</script>`,
  );
}

export function signedOutPage(language: Language, home: string): string {
  return page(
    language,
    texts.signOut,
    `<p>${texts.signedOut[language]}</p><p><a class="button" href="${escapeHtml(home)}">${texts.again[language]}</a></p>`,
  );
}

/** @param code of OAuth 2.0 (RFC 6749, section 4.1.2.1), for the one who helps */
export function faultPage(language: Language, home: string, code: string): string {
  return page(
    language,
    texts.fault,
    `<p>${texts.faultHint[language]}</p><p class="hint">${escapeHtml(code)}</p>
    <p><a class="button" href="${escapeHtml(home)}">${texts.again[language]}</a></p>`,
  );
}

const submitScript = `document.querySelector('button[name=logout]').click()`;

/** What the pages need, and nothing else. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "font-src 'self'",
  `script-src 'sha256-${createHash('sha256').update(submitScript).digest('base64')}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

function page(language: Language, title: Bilingual, content: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title[language]} · Công văn</title>
<style>${style}</style>
</head>
<body>
<main>
  <header><span class="mark" aria-hidden="true">CV</span><div><strong>Công văn</strong><span>${texts.product[language]}</span></div></header>
  <h1>${title[language]}</h1>
  ${content}
</main>
</body>
</html>`;
}

/** The subsets of the bundled typeface that Vietnamese needs; the provider serves them beside its pages. */
export const fonts = ['vietnamese-400', 'latin-400', 'vietnamese-600', 'latin-600'];

const ranges: Record<string, string> = {
  vietnamese:
    'U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB',
  latin: 'U+0000-00FF,U+2000-206F,U+20AC,U+2122,U+2212,U+2215',
};

const fontFaces = fonts
  .map((font) => {
    const [subset = '', weight] = font.split('-');
    return `@font-face{font-family:"Be Vietnam Pro";font-weight:${weight};font-display:swap;src:url(/oidc/fonts/${font}.woff2) format("woff2");unicode-range:${ranges[subset]}}`;
  })
  .join('');

const style = `${fontFaces}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:#eef2f6;color:#16202b;font:16px/1.5 "Be Vietnam Pro",system-ui,sans-serif}
main{width:100%;max-width:400px;background:#fff;border-radius:12px;padding:28px 24px;border:1px solid #d8dfe7;border-top:4px solid #a3151c}
header{display:flex;gap:12px;align-items:center}
header div{display:flex;flex-direction:column;line-height:1.3}
header div span{font-size:14px;color:#4a5868}
.mark{display:grid;place-items:center;width:44px;height:44px;border-radius:10px;background:#a3151c;color:#ffd75e;font-weight:600}
h1{font-size:22px;font-weight:600;margin:24px 0 8px}
label{display:block;margin:16px 0 4px;font-weight:600;font-size:14px}
input{width:100%;min-height:44px;padding:8px 12px;border:1px solid #8593a3;border-radius:8px;font:inherit;background:#fff;color:inherit}
input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid #1c5fb8;outline-offset:1px}
button,.button{display:block;width:100%;min-height:46px;margin-top:24px;padding:10px;border:0;border-radius:8px;background:#a3151c;color:#fff;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button:hover,.button:hover{background:#860f15}
.alert{margin:16px 0 0;padding:10px 12px;border-radius:8px;background:#fdecec;color:#8c1016;border:1px solid #f2b9bb}
.hint{font-size:14px;color:#4a5868;margin:20px 0 0}
.language{margin:12px 0 0;font-size:14px}
a{color:#1c5fb8}`;

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
