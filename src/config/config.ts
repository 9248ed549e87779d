import { z } from 'zod';

/** A catalog's credential: the secret stands in the file, in another file, or in an environment variable. */
const client = z
  .strictObject({
    id: z
      .string()
      .min(1)
      .refine((id) => !id.includes(':'), 'a client id must not contain a colon: Trino writes ID:SECRET'),
    secret: z.string().min(16, 'a client secret must have at least 16 characters').optional(),
    secretFile: z.string().min(1).optional(),
    secretEnv: z.string().min(1).optional(),
  })
  .refine(
    ({ secret, secretFile, secretEnv }) =>
      [secret, secretFile, secretEnv].filter((source) => source !== undefined).length === 1,
    'expected exactly one of secret, secretFile and secretEnv',
  );

/** An OpenID provider whose tokens are believed when a Trino user sends one as an extra credential. */
const issuer = z.strictObject({
  issuer: z.url().meta({ description: 'exact value of the claim iss' }),
  audience: z.string().min(1).meta({ description: 'value that the claim aud must hold' }),
  jwksUri: z.url().meta({ description: "where the provider's public keys are" }),
  userClaim: z
    .string()
    .min(1)
    .default('preferred_username')
    .meta({ description: 'the claim that holds the name of the Trino user' }),
});

/** The form of `scrim serve --config FILE`: how this process runs. What it decides from is the world. */
export const configFile = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1').meta({ description: 'address to listen on' }),
    clients: z.array(client).default([]).meta({ description: 'the Trino catalogs that may ask' }),
    issuers: z.array(issuer).default([]),
    tokenLifetime: z.int().min(30).max(86_400).default(3_600).meta({
      description: 'seconds for which a token is believed; Trino renews it after nine tenths of that',
    }),
    tokenGrace: z.int().min(0).max(2_592_000).default(604_800).meta({
      description:
        'seconds for which a token is believed past its lifetime: a Trino that could not renew one in time never tries again',
    }),
    logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .meta({ title: 'scrim serve configuration' });
/** @see configFile */
export type Config = z.output<typeof configFile>;
