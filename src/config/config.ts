import { z } from 'zod';

import { defaultCacheBytes } from '../base/memory-use.js';
import { claimMaps, otherSources } from './claim-maps.js';
import { audit, usableArchive } from './audit.js';
import { exactlyOne } from './exactly-one.js';
import { opa, verifiedCertificates } from './opa.js';
import { scimAttributes } from './scim-attributes.js';
import { sync } from './sync.js';
import { webhooks } from './webhook.js';

/** A catalog's credential: the secret is in the file, in another file, or in an environment variable. */
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
  .superRefine(({ secret, secretFile, secretEnv }, context) => {
    const message = exactlyOne({ secret, secretFile, secretEnv });
    if (message !== undefined) context.addIssue({ code: 'custom', path: [], message });
  });

/** An OpenID provider whose tokens scrim accepts when a Trino user sends one as an extra credential. */
const issuer = z.strictObject({
  issuer: z.url().meta({ description: 'the exact value of the claim iss' }),
  audience: z.string().min(1).meta({ description: 'the value that the claim aud must contain' }),
  jwksUri: z.url().meta({ description: "the address of the provider's public keys" }),
  userClaim: z
    .string()
    .min(1)
    .default('preferred_username')
    .meta({ description: 'the claim with the name of the Trino user' }),
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
    .meta({ description: 'the claim with the groups of the person' }),
  clockSkew: z.int().min(0).max(300).default(30).meta({
    description: "the seconds by which the provider's clock may differ",
  }),
  roles: z
    .strictObject({ admin: groups('admin'), governor: groups('governor'), owner: groups('owner') })
    .prefault({})
    .meta({ description: 'which groups give which role; everybody has the role user' }),
  maps: claimMaps.optional(),
});

/** With less, even the policies of a small world have no room. */
const smallestCache = 8 * 1024 * 1024;

const file = (description: string) => z.string().min(1).meta({ description });
const port = z.int().min(0).max(65_535);

/**
 * How this process runs, in the form of `scrim serve --config FILE`; each single value may also be an environment variable
 * or a flag (`settings.ts`). The facts that scrim decides from are not here: they are in the world.
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
      'file with the location of the store, for a location with a password; overrides `store`',
    ).optional(),
    storeTimeout: z.int().min(1).max(60).default(5).meta({
      description:
        'seconds to wait for a connection to the store, and for each answer of it, before a request is refused',
    }),
    maxStaleness: z.int().min(0).max(86_400).default(0).meta({
      description:
        'seconds during which requests are answered from memory while the store cannot be reached; a revocation may have no effect for that time. 0 refuses requests at once',
    }),
    cacheBytes: z
      .int()
      .min(smallestCache)
      .max(2 ** 40)
      .default(defaultCacheBytes)
      .meta({
        description:
          'bytes of the world, of decisions, of views and of answers of access control that may be kept in memory, roughly; the process takes about 150 MB more, and about half as much again for what is not yet collected. What has no room is read and computed again when it is needed',
      }),
    clients: z.array(client).default([]).meta({
      description:
        'the Trino catalogs that may send requests: `id`, and one of `secret`, `secretFile`, `secretEnv`; in addition to the one in SCRIM_CLIENT_ID and SCRIM_CLIENT_SECRET or SCRIM_CLIENT_SECRET_FILE',
    }),
    issuers: z.array(issuer).default([]).meta({
      description:
        'OpenID providers whose ID tokens are accepted: `issuer`, `audience`, `jwksUri`, `userClaim` (`preferred_username`)',
    }),
    tokenLifetime: z.int().min(30).max(86_400).default(3_600).meta({
      description: 'seconds for which a token is valid; Trino renews it after nine tenths of that time',
    }),
    tokenGrace: z.int().min(0).max(2_592_000).default(604_800).meta({
      description:
        'seconds for which a token is accepted after its lifetime: a Trino that could not renew a token in time never tries again',
    }),
    logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').meta({
      description:
        '`debug` logs every request and every decision; `warn` logs callers who were refused as unauthenticated, and data sources that a policy has closed',
    }),
    logFormat: z.enum(['auto', 'json', 'pretty']).default('auto').meta({
      description: '`auto` means `pretty` on a terminal and `json` (one line per entry) everywhere else',
    }),
    stopTimeout: z.int().min(0).max(3_600).default(20).meta({
      description: 'seconds that requests in flight have to finish when scrim stops',
    }),
    redshiftFile: file(
      'configuration file of an Amazon Redshift cluster that scrim keeps up to date (docs/redshift.md)',
    ).optional(),
    sync: sync.optional(),
    tls: z
      .strictObject({
        certFile: file('certificate chain in PEM; reloaded when the file changes'),
        keyFile: file('its private key in PEM; reloaded when the file changes'),
        clientCaFile: file(
          'authorities in PEM: every client must show a certificate of one of them',
        ).optional(),
        minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2').meta({
          description: 'oldest accepted version of TLS',
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
            'where `/metrics` is: at its own address, at the main address, or nowhere; `/health` is always at the main address too',
        }),
        host: z.string().min(1).default('127.0.0.1').meta({ description: 'its address' }),
        port: port.optional().meta({
          description: 'its port; by default `port` + 1000, or a free port if `port` is 0',
        }),
      })
      .prefault({}),
    api: z
      .strictObject({
        enabled: z
          .boolean()
          .default(true)
          .meta({ description: 'whether scrim serves the API, at `/api/v1`' }),
        issuers: z.array(apiIssuer).default([]).meta({
          description:
            'OpenID providers whose tokens let people use the API: `issuer`, `audience`, `jwksUri`, `userClaim` (`preferred_username`), `groupsClaim` (`groups`), `clockSkew` (30 seconds), `roles` (the groups for `admin`, `governor` and `owner`), and `maps` ([api.md](api.md#groups-and-attributes-from-tokens)): `groups`, `attributes`, `create` (false)',
        }),
        importLines: z.int().min(1).max(10_000_000).default(1_000_000).meta({
          description: 'maximum number of lines of an import',
        }),
        importBytes: z.int().min(1_024).default(268_435_456).meta({
          description:
            'maximum size of the body of an import, which is kept in a temporary file and not in memory; `limits.bodyBytes` limits each line',
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
            'attributes of users that follow from SCIM attributes: the name of each, and the path of the SCIM attribute, such as `dept: department` or `country: addresses.country`',
        }),
      })
      .prefault({}),
    opa: opa.optional(),
    audit,
    webhooks: webhooks.default([]).meta({
      description:
        'where changes are sent ([webhooks.md](webhooks.md)): `name`, `url`, one of `secret`, `secretFile`, `secretEnv`, and `events`',
    }),
    limits: z
      .strictObject({
        bodyBytes: z.int().min(1_024).default(1_048_576).meta({
          description: 'maximum size of the request body; for token requests it is always 64 KiB',
        }),
        headerBytes: z.int().min(4_096).max(1_048_576).default(32_768).meta({
          description: 'maximum size of the request headers',
        }),
        headersTimeout: z.int().min(1).max(600).default(20).meta({
          description: 'seconds within which the headers of a request must arrive',
        }),
        requestTimeout: z.int().min(1).max(3_600).default(60).meta({
          description: 'seconds within which a whole request must arrive',
        }),
        connections: z.int().min(1).max(1_000_000).default(10_000).meta({
          description: 'maximum number of open connections; further connections are closed at once',
        }),
        concurrency: z.int().min(1).max(1_000_000).default(256).meta({
          description:
            'maximum number of requests processed at once; further requests wait and are not refused',
        }),
        requestsPerMinute: z.int().min(0).max(10_000_000).default(600).meta({
          description:
            "requests per minute of one credential outside Trino's paths, and ten times that of one address; 0 means no limit",
        }),
      })
      .refine(({ headersTimeout, requestTimeout }) => headersTimeout <= requestTimeout, {
        message: 'headersTimeout must not be longer than requestTimeout, which includes it',
        path: ['headersTimeout'],
      })
      .prefault({}),
  })
  .superRefine(otherSources)
  .superRefine(verifiedCertificates)
  .superRefine(usableArchive)
  .meta({ title: 'scrim serve configuration' });
/** @see configFile */
export type Config = z.output<typeof configFile>;
