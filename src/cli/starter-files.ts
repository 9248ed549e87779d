/** Where the pipeline runs that checks a folder. */
export type CiSystem = 'github' | 'gitlab';

/** A text without the first line end, so that it can begin in a line of its own. */
const file = (text: string): string => text.replace(/^\n/, '');

const people = file(`
# yaml-language-server: $schema=.world.schema.json

# Groups and users usually come from the identity provider: by SCIM, or by the claims of their tokens.
groups:
  - name: analysts
    comment: work with sales data, without personal data
  - name: support
    comment: answer customers, and need to know how to reach them

users:
  - { name: ada, groups: [analysts] }
  - { name: sam, groups: [support] }
`);

const sales = file(`
# yaml-language-server: $schema=../.world.schema.json

# Policies find data by tags. A policy on PII also applies to every tag below it.
tags:
  - name: PII
    comment: about a person
  - name: PII.Email

dataSources:
  - schema: sales
    name: customers
    comment: Who buys from us
    # The table in Trino, CATALOG.SCHEMA.TABLE. Replace it by one of yours.
    table: lake.sales.customers
    columns:
      - { name: id, type: bigint }
      - { name: region, type: varchar }
      - { name: email, type: varchar, tags: [PII.Email] }

# Who has access at all.
subscriptions:
  - { dataSource: sales.customers, subscriber: { group: analysts } }
  - { dataSource: sales.customers, subscriber: { group: support } }
`);

const policy = file(`
# yaml-language-server: $schema=../.world.schema.json
policies:
  - name: personal data
    comment: only support sees personal data
    rules:
      - mask: { type: null }
        columns: { tags: [PII] }
        exceptWhen: { group: support }
`);

const test = file(`
# yaml-language-server: $schema=../.world_test.schema.json

# What people see of these rows. Run it with: scrim test .
people:
  analyst: { groups: [analysts] }
  supporter: { groups: [support] }
  guest: { groups: [] }

rows:
  lake.sales.customers:
    - { id: 1, region: EU, email: ann@example.com }
    - { id: 2, region: ASIA, email: bo@example.com }

cases:
  - name: analysts see all customers, without e-mail addresses
    who: analyst
    dataSource: sales.customers
    sees:
      - { id: 1, region: EU, email: null }
      - { id: 2, region: ASIA, email: null }

  - name: support sees e-mail addresses
    who: supporter
    dataSource: sales.customers
    columns: { email: raw }

  - name: without a group there is no access
    who: guest
    dataSource: sales.customers
    refused: true

# What must be true for all people, of this file and of the world.
always:
  - name: personal data is readable for support only
    raw: { tags: [PII] }
    only: { group: support }
`);

const github = file(`
# Checks world files, and comments on pull requests with what they would change.
#
# Variable SCRIM_IMAGE (Settings > Secrets and variables > Actions): the container image of scrim.
# Secret SCRIM_STORE: the store of your service (postgres://...). Without it, there is no plan.
name: scrim
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    container:
      image: \${{ vars.SCRIM_IMAGE }}
      options: --user root
    steps:
      - uses: actions/checkout@v4
      - run: scrim fmt --check .
      - run: scrim validate .
      - run: scrim test .
  plan:
    if: github.event_name == 'pull_request'
    needs: check
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pull-requests: write
    env:
      SCRIM_IMAGE: \${{ vars.SCRIM_IMAGE }}
      SCRIM_STORE: \${{ secrets.SCRIM_STORE }}
      GH_TOKEN: \${{ github.token }}
      PULL_REQUEST: \${{ github.event.number }}
    steps:
      - uses: actions/checkout@v4
      # Exit codes: 0 nothing changes, 2 there are changes, 3 somebody would see more, 1 errors.
      - name: plan
        if: env.SCRIM_STORE != ''
        shell: bash
        run: |
          code=0
          docker run --rm --user root --env SCRIM_STORE --volume "$PWD:/world:ro" --workdir /world \\
            --entrypoint scrim "$SCRIM_IMAGE" plan -f . --markdown --fail-on-widening > plan.md || code=$?
          gh pr comment "$PULL_REQUEST" --edit-last --create-if-none --body-file plan.md
          [ "$code" = 0 ] || [ "$code" = 2 ]
`);

const gitlab = file(`
# Checks world files, and comments on merge requests with what they would change.
#
# Variable SCRIM_IMAGE (Settings > CI/CD > Variables): the container image of scrim.
# Variable SCRIM_STORE: the store of your service (postgres://...). Without it, there is no plan.
# Variable SCRIM_COMMENT_TOKEN: an access token of the project that may use the API. Without it, the plan is in the log only.
stages: [check, plan]

default:
  image:
    name: $SCRIM_IMAGE
    entrypoint: ['']

workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

format:
  stage: check
  script:
    - scrim fmt --check .

validate:
  stage: check
  script:
    - scrim validate .

test:
  stage: check
  script:
    - scrim test . --junit tests.xml
  artifacts:
    when: always
    reports:
      junit: tests.xml

plan:
  stage: plan
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $SCRIM_STORE
  # Exit codes: 0 nothing changes, 2 there are changes, 3 somebody would see more, 1 errors.
  script:
    - code=0; scrim plan -f . --markdown --fail-on-widening > plan.md || code=$?
    - cat plan.md
    - |
      [ -z "$SCRIM_COMMENT_TOKEN" ] || node --input-type=module -e '
        import { readFileSync } from "node:fs";
        const { CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, SCRIM_COMMENT_TOKEN } = process.env;
        const url = \`\${CI_API_V4_URL}/projects/\${CI_PROJECT_ID}/merge_requests/\${CI_MERGE_REQUEST_IID}/notes\`;
        const headers = { "content-type": "application/json", "private-token": SCRIM_COMMENT_TOKEN };
        const body = JSON.stringify({ body: readFileSync("plan.md", "utf8") });
        const answer = await fetch(url, { method: "POST", headers, body });
        if (!answer.ok) throw new Error(\`GitLab answers \${answer.status}\`);
      '
    - '[ "$code" = 0 ] || [ "$code" = 2 ]'
  artifacts:
    paths: [plan.md]
`);

const readme = (checks: string): string =>
  file(`
# Who may see which data

This folder describes people, data and policies for scrim. Change it by ${checks}.
Format and check it with \`scrim fmt . && scrim validate . && scrim test .\`, and apply it with \`scrim apply -f .\`.
\`data-sources/\` has tables under virtual names with their columns and tags; \`policies/\` has policies, each beside its tests (\`*_test.yaml\`).
After an upgrade of scrim, run \`scrim schema > .world.schema.json && scrim schema --test > .world_test.schema.json\`: editors complete from it.
`);

const pipelines = {
  github: ['.github/workflows/scrim.yml', github],
  gitlab: ['.gitlab-ci.yml', gitlab],
} as const satisfies Readonly<Record<CiSystem, readonly [path: string, text: string]>>;

/**
 * The files with which a repository of world files begins, by path: a data source, groups, a policy, its test, and pipelines.
 * @param schemas the JSON Schemas of world files and of test files
 */
export const starterFiles = (
  systems: readonly CiSystem[],
  schemas: { readonly world: string; readonly tests: string },
): ReadonlyMap<string, string> =>
  new Map([
    ['README.md', readme(systems.length > 0 ? 'pull request: the pipeline checks it' : 'review')],
    ['.gitignore', '# The local store of scrim, and plans.\n.scrim/\n*.plan\n'],
    ['.world.schema.json', schemas.world],
    ['.world_test.schema.json', schemas.tests],
    ['people.yaml', people],
    ['data-sources/sales.yaml', sales],
    ['policies/personal-data.yaml', policy],
    ['policies/personal-data_test.yaml', test],
    ...systems.map((system) => pipelines[system]),
  ]);
