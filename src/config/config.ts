import { z } from 'zod';

import { claimMaps, otherSources } from './claim-maps.js';
import { scimAttributes } from './scim-attributes.js';
import { sync } from './sync.js';
import { webhooks } from './webhook.js';

/** A catalog's credential: the secret stands in the file, in another file, or in an environment variable. */
const client = z
  .strictObject({
    id: z
      .string()
      .min(1)
      .refine((id) => !id.includes(':'), 'a client id must not contain a colon: Trino writes ID:SECRET'),
    secret: z
      .string()
      .min(16, 'a client secret must have at least 16 characters')
      .optional()
      .meta({ secret: true }),
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

const groups = (role: string) =>
  z
    .array(z.string().min(1))
    .optional()
    .meta({ description: `groups of the provider that give the role ${role}` });

/** An OpenID provider whose tokens let people use the API. */
const apiIssuer = z.strictObject({
  ...issuer.shape,
  groupsClaim: z
    .string()
    .min(1)
    .default('groups')
    .meta({ description: 'the claim that holds the groups of the person' }),
  clockSkew: z.int().min(0).max(300).default(30).meta({
    description: "seconds by which the provider's clock may differ",
  }),
  roles: z
    .strictObject({ admin: groups('admin'), governor: groups('governor'), owner: groups('owner') })
    .prefault({})
    .meta({ description: 'which groups give which role; everybody has the role user' }),
  maps: claimMaps.optional(),
});

const file = (description: string) => z.string().min(1).meta({ description });
const port = z.int().min(0).max(65_535);

/**
 * How this process runs, in the form of `scrim serve --config FILE`; each single value may also be an environment variable
 * or a flag (`settings.ts`). What scrim decides from is the world, and not here.
 */
export const configFile = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1').meta({ description: 'address to listen on' }),
    port: port.default(8_181).meta({ description: 'port to listen on; 0 takes a free one' }),
    store: z.string().min(1).default('./.scrim').meta({
      description: 'where the world is kept: a folder, or `postgres://USER@HOST:PORT/DATABASE`',
      secret: true,
    }),
    storeFile: file(
      'file that holds the location of the store, for one with a password; goes before `store`',
    ).optional(),
    storeTimeout: z.int().min(1).max(60).default(5).meta({
      description:
        'seconds for which a question waits for a connection to the store, and for each of its answers, before it is refused',
    }),
    maxStaleness: z.int().min(0).max(86_400).default(0).meta({
      description:
        'seconds for which questions are answered from memory while the store cannot be reached: for as long, a revocation may have no effect; 0 refuses them at once',
    }),
    clients: z.array(client).default([]).meta({
      description:
        'the Trino catalogs that may ask: `id`, and one of `secret`, `secretFile`, `secretEnv`; besides the one in SCRIM_CLIENT_ID and SCRIM_CLIENT_SECRET or SCRIM_CLIENT_SECRET_FILE',
    }),
    issuers: z.array(issuer).default([]).meta({
      description:
        'OpenID providers whose ID tokens are believed: `issuer`, `audience`, `jwksUri`, `userClaim` (`preferred_username`)',
    }),
    tokenLifetime: z.int().min(30).max(86_400).default(3_600).meta({
      description: 'seconds for which a token is believed; Trino renews it after nine tenths of that',
    }),
    tokenGrace: z.int().min(0).max(2_592_000).default(604_800).meta({
      description:
        'seconds for which a token is believed past its lifetime: a Trino that could not renew one in time never tries again',
    }),
    logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').meta({
      description:
        '`debug` logs every request and every decision; `warn` who was not believed, and data sources that a policy has closed',
    }),
    logFormat: z.enum(['auto', 'json', 'pretty']).default('auto').meta({
      description: '`auto` is `pretty` on a terminal and `json` (a line each) everywhere else',
    }),
    stopTimeout: z.int().min(0).max(3_600).default(20).meta({
      description: 'seconds for which requests in flight may finish once scrim is told to stop',
    }),
    redshiftFile: file(
      'configuration of an Amazon Redshift cluster that is kept up to date (docs/redshift.md)',
    ).optional(),
    sync: sync.optional(),
    tls: z
      .strictObject({
        certFile: file('certificate chain in PEM; read anew when the file changes'),
        keyFile: file('its private key in PEM; read anew when the file changes'),
        clientCaFile: file(
          'authorities in PEM: whoever connects must show a certificate of one of them',
        ).optional(),
        minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2').meta({
          description: 'oldest version of TLS that is spoken',
        }),
        hstsMaxAge: z.int().min(0).default(31_536_000).meta({
          description: 'seconds for `Strict-Transport-Security` (RFC 6797); 0 sends none',
        }),
      })
      .optional(),
    management: z
      .strictObject({
        listener: z.enum(['own', 'main', 'none']).default('own').meta({
          description:
            'where `/metrics` is: at an address of its own, at the main one, or nowhere; `/health` is at the main one too',
        }),
        host: z.string().min(1).default('127.0.0.1').meta({ description: 'its address' }),
        port: port.optional().meta({
          description: 'its port (without it `port` + 1000, or a free one where `port` is 0)',
        }),
      })
      .prefault({}),
    api: z
      .strictObject({
        enabled: z.boolean().default(true).meta({ description: 'whether there is an API, at `/api/v1`' }),
        issuers: z.array(apiIssuer).default([]).meta({
          description:
            'OpenID providers whose tokens let people use the API: `issuer`, `audience`, `jwksUri`, `userClaim` (`preferred_username`), `groupsClaim` (`groups`), `clockSkew` (30 seconds), `roles`, which names the groups for `admin`, `governor` and `owner`, and `maps` ([api.md](api.md#groups-and-attributes-from-tokens)): `groups`, `attributes`, `create` (false)',
        }),
        importLines: z.int().min(1).max(10_000_000).default(1_000_000).meta({
          description: 'most lines of an import; its bytes are bounded by `limits.bodyBytes`',
        }),
      })
      .prefault({}),
    scim: z
      .strictObject({
        enabled: z.boolean().default(true).meta({
          description:
            'whether identity providers may send users and groups, at `/scim/v2` ([scim.md](scim.md))',
        }),
        attributes: scimAttributes.default({}).meta({
          description:
            "attributes of users that follow from what a provider says of them, each by its name and SCIM's, such as `dept: department` or `country: addresses.country`",
        }),
      })
      .prefault({}),
    webhooks: webhooks.default([]).meta({
      description:
        'where changes are sent ([webhooks.md](webhooks.md)): `name`, `url`, one of `secret`, `secretFile`, `secretEnv`, and `events`',
    }),
    limits: z
      .strictObject({
        bodyBytes: z.int().min(1_024).default(1_048_576).meta({
          description: "largest body of a request; a token request's is 64 KiB, whatever stands here",
        }),
        headerBytes: z.int().min(4_096).max(1_048_576).default(32_768).meta({
          description: 'largest headers of a request',
        }),
        headersTimeout: z.int().min(1).max(600).default(20).meta({
          description: 'seconds within which the headers of a request must have come',
        }),
        requestTimeout: z.int().min(1).max(3_600).default(60).meta({
          description: 'seconds within which a whole request must have come',
        }),
        connections: z.int().min(1).max(1_000_000).default(10_000).meta({
          description: 'connections open at once; more are closed as they come',
        }),
        concurrency: z.int().min(1).max(1_000_000).default(256).meta({
          description: 'requests worked on at once; more wait their turn, and none is refused for it',
        }),
        requestsPerMinute: z.int().min(0).max(10_000_000).default(600).meta({
          description:
            "requests a minute of one credential outside Trino's paths, and ten times that of one address; 0 is no limit",
        }),
      })
      .refine(({ headersTimeout, requestTimeout }) => headersTimeout <= requestTimeout, {
        message: 'headersTimeout must not be longer than requestTimeout, which it is a part of',
        path: ['headersTimeout'],
      })
      .prefault({}),
  })
  .superRefine(otherSources)
  .meta({ title: 'scrim serve configuration' });
/** @see configFile */
export type Config = z.output<typeof configFile>;
