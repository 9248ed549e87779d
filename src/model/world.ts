import { z } from 'zod';

import { blockKind } from './block.js';
import { dataSourceKind, tagKind } from './data-source.js';
import { monitoredSchemaKind } from './monitored-schema.js';
import type { ObjectKind } from './object-kind.js';
import { operationRuleKind } from './operation-rule.js';
import { policyKind } from './policy.js';
import { groupKind, userKind } from './principals.js';
import { projectKind, workingProjectKind } from './project.js';
import { acknowledgementKind, purposeKind } from './purpose.js';
import { lookupTableKind } from './raw-tables.js';
import { recertificationKind } from './recertification.js';
import { settingsKind } from './settings.js';
import { subscriptionKind } from './subscription.js';
import { subscriptionPolicyKind } from './subscription-policy.js';
import { tagProposalKind } from './tag-proposal.js';

/** The kinds of objects in the world, in the order in which they can refer to one another. */
const declared = {
  settings: settingsKind,
  tag: tagKind,
  purpose: purposeKind,
  group: groupKind,
  user: userKind,
  lookupTable: lookupTableKind,
  monitoredSchema: monitoredSchemaKind,
  dataSource: dataSourceKind,
  tagProposal: tagProposalKind,
  subscription: subscriptionKind,
  recertification: recertificationKind,
  block: blockKind,
  subscriptionPolicy: subscriptionPolicyKind,
  policy: policyKind,
  operationRule: operationRuleKind,
  project: projectKind,
  acknowledgement: acknowledgementKind,
  workingProject: workingProjectKind,
} as const;
type Declared = typeof declared;

/** The name of a kind of object. */
export type Kind = keyof Declared;
/** The kinds, in the order in which they can refer to one another. */
export const kinds = Object.keys(declared) as readonly Kind[];

/** The type of each kind's objects. */
export type ObjectOf = { readonly [K in Kind]: z.output<Declared[K]['schema']> };

/** What is declared of each kind. */
export const kindOf: { readonly [K in Kind]: ObjectKind<ObjectOf[K], Kind> } = declared;

/** One part of what is declared of each kind. */
const partOf = <P extends 'schema' | 'key' | 'section'>(part: P) =>
  Object.fromEntries(kinds.map((kind) => [kind, kindOf[kind][part]])) as {
    readonly [K in Kind]: Declared[K][P];
  };

/** Each kind's schema. It validates objects when they are written, and again when they are read. */
export const schemaOf = partOf('schema');

/** The key of an object: unique within its kind. */
export const keyOf: { readonly [K in Kind]: (object: ObjectOf[K]) => string } = partOf('key');

/** The section of a world file that contains each kind. */
export const sectionOf = partOf('section');

/** Objects of all kinds, such as one world file contains. */
export type WorldObjects = { readonly [K in Kind]: readonly ObjectOf[K][] };

/** Gathers objects of all kinds. */
export const worldOf = (objects: <K extends Kind>(kind: K) => readonly ObjectOf[K][]): WorldObjects =>
  Object.fromEntries(kinds.map((kind) => [kind, objects(kind)])) as unknown as WorldObjects;

/** Each section of a world file: a list, but for `settings`, of which a world has one. */
type Sections = {
  [K in Kind as Declared[K]['section']]: z.ZodOptional<
    K extends 'settings' ? Declared[K]['schema'] : z.ZodArray<Declared[K]['schema']>
  >;
};

/** The schema of a world file: any of the sections. */
export const worldFile = z
  .strictObject(
    Object.fromEntries(
      kinds.map((kind) => {
        const { section, schema, initial } = kindOf[kind];
        return [section, initial === undefined ? z.array(schema).optional() : schema.optional()];
      }),
    ) as unknown as Sections,
  )
  .meta({ title: 'scrim world file', description: 'Users, groups, data sources and policies' });
/** @see worldFile */
export type WorldFile = z.output<typeof worldFile>;
