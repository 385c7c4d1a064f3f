/** Values of the agents that do not go together. */
import type { Config, Problem, Values } from '../../src/index.js'
import { gpuProblems } from '../gpu.js'
import { serverProblems } from '../server.js'
import { secretsIn } from './secretsIn.js'
import { type Agents, own } from './table.js'

/** Each with the path of the value to change, below `agents`. Those of single queues of the glue are in `glue/problems.ts`. */
export const agentProblems = (values: Values): ReadonlyArray<Problem> => {
  const mine = own(values)
  return [
    // With a server in the stream the URL may be that server's own, and the keys are there; see the warnings.
    ...(values.server.enabled ? [] : serverProblems('agents', values, mine)),
    ...[
      ...nothingToRun(mine),
      ...configProblems(mine),
      ...lockFileProblems(mine),
      ...halfGiven(mine),
      ...queueProblems(mine),
      ...gpuProblems(mine.static).map(({ path, expected }) => ({ path: ['static', ...path], expected })),
    ].map((problem) => ({ ...problem, path: ['agents', ...problem.path] })),
  ]
}

/**
 * The files' URL, which is not known by the values alone: an overlay may say it. Without it tasks have nowhere to put
 * their files, for agents that hear nothing take a host of their own idea.
 */
export const filesUnknown = (values: Values, config: Config): ReadonlyArray<Problem> =>
  (own(values).server.files ?? config.urls.files) === null
    ? [
        {
          path: ['agents', 'server', 'files'],
          expected:
            'the URL of the file server as clients outside the cluster reach it, for it is written into stored data' +
            (values.server.enabled
              ? ' (or `domain`, urls.files, or expose.host with the overlay expose)'
              : ''),
        },
      ]
    : []

const nothingToRun = ({ static: agents, services, glue }: Agents): ReadonlyArray<Problem> =>
  agents.count === 0 && !services.enabled && glue.length === 0
    ? [
        {
          path: ['glue'],
          expected:
            'a queue, or agents.static.count of 1 or more, or agents.services.enabled: nothing runs tasks',
        },
      ]
    : []

const configProblems = ({ config, configSecret }: Agents): ReadonlyArray<Problem> => {
  if (config === null) return []
  const secrets = secretsIn(config)
  return [
    ...(configSecret === null
      ? []
      : [{ path: ['config'], expected: 'none: agents.configSecret is used', found: 'a text' }]),
    ...(secrets.length === 0
      ? []
      : [
          {
            path: ['config'],
            expected:
              'a text without secrets, for it stands in a ConfigMap (put the file into a Secret of yours, and name it ' +
              'by agents.configSecret)',
            found: `a text with ${secrets.join(', ')}`,
          },
        ]),
  ]
}

const lockFileProblems = ({ requirements, ownImage }: Agents): ReadonlyArray<Problem> => {
  if (requirements === null) return []
  const found = 'a text'
  if (ownImage !== null)
    return [{ path: ['requirements'], expected: 'none: nothing is installed with agents.ownImage', found }]
  const lines = requirements.replace(/\\\n/g, ' ').split('\n')
  const pins = lines.filter((line) => /^\s*[^#\s-]/.test(line))
  const isLocked = pins.every((line) => line.includes('--hash='))
  return isLocked && pins.some((line) => /^\s*clearml[-_.]agent\b/i.test(line))
    ? []
    : [
        {
          path: ['requirements'],
          expected:
            'a lock file with clearml-agent and all that it needs, each with its hashes (pip-compile --generate-hashes)',
          found,
        },
      ]
}

/** What clearml-agent ignores unless it has both. Source: `helper/repo.py`; `sdk.aws`, `sdk.azure` of its configuration. */
const halfGiven = ({ git, aws, azure }: Agents): ReadonlyArray<Problem> => [
  ...pair('git', { user: git.user, password: git.password }),
  ...(git.host !== null && git.user === null && git.password === null
    ? [{ path: ['git', 'host'], expected: 'none without agents.git.user and agents.git.password' }]
    : []),
  ...pair('aws', { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey }),
  ...pair('azure', { account: azure.account, key: azure.key }),
]

const pair = (group: string, of: Readonly<Record<string, unknown>>): ReadonlyArray<Problem> => {
  const given = Object.keys(of).filter((key) => of[key] !== null)
  const missing = Object.keys(of).filter((key) => of[key] === null)
  return given.length === 0
    ? []
    : missing.map((key) => ({
        path: [group, key],
        expected: `the other half of agents.${group}.${given.join()}, which agents ignore without it`,
      }))
}

/** One form serves a queue: of two, either may take a task that was meant for the other. */
const queueProblems = ({ static: agents, services, glue }: Agents): ReadonlyArray<Problem> => {
  const listening = [
    ...(agents.count > 0 ? listed('static', agents.queues) : []),
    ...(services.enabled ? listed('services', services.queues) : []),
    ...glue.map(({ queue }, i) => ({ form: 'glue', queue, path: ['glue', i, 'queue'] })),
  ]
  return listening.flatMap(({ form, queue, path }, i): ReadonlyArray<Problem> => {
    if (form !== 'glue' && /^[-@]/.test(queue))
      return [
        {
          path,
          expected: 'a name that does not begin with - or @, which the command of an agent reads otherwise',
        },
      ]
    const before = listening.slice(0, i).find((other) => other.queue === queue)
    // Two entries of the glue are told apart where they are checked.
    if (before === undefined || (form === 'glue' && before.form === 'glue')) return []
    return [
      { path, expected: `a queue that agents.${before.form} does not listen to: one form serves a queue` },
    ]
  })
}

const listed = (form: string, queues: ReadonlyArray<string>) =>
  queues.map((queue, i) => ({ form, queue, path: [form, 'queues', i] }))
