import { hash } from 'node:crypto';

/** Identifies a text: its SHA-256 in base64url, 43 characters. */
export const digestOf = (text: string): string => hash('sha256', text, 'base64url');
