export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** The same for the same mail sent again: a mailbox knows it by that (RFC 5322, 3.6.4). */
  id: string;
}

/** Whoever sends mail. */
export interface Mailer {
  /** @throws MailRefused what only this mail meets; anything else others would meet as well, e.g. a server that is down */
  send(mail: Mail): Promise<void>;
}

/** The mail server does not take this mail. */
export class MailRefused extends Error {
  override name = 'MailRefused';
}
