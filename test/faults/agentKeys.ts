/** Faults of how agents, and the tasks that they start, sign in. */
import type { Container, EnvVar } from '../../src/kube/types.js'
import { changed, changedTask, withEnv } from '../support/objects.js'
import { agentsOf, clients, isTask } from './agentPods.js'
import { type Fault, unless } from './fault.js'
import { variables } from './texts.js'

const AGENT = 'Deployment/clearml-agent'
const GLUE = 'Deployment/clearml-glue-gpu'
const keys = ['CLEARML_API_ACCESS_KEY', 'CLEARML_API_SECRET_KEY']

const variable = ({ env = [] }: Container, name: string): EnvVar | undefined =>
  env.find((one) => one.name === name)

export const agentKeyFaults: ReadonlyArray<Fault> = [
  {
    fault: 'keys, or a password for git or a bucket, are plain values (1.6, 3.5, 7.2)',
    base: 'agents',
    find: (manifests) =>
      unless(
        variables(manifests).filter(({ name }) =>
          /(ACCESS_KEY(_ID)?|SECRET(_KEY)?|PASS(WORD)?|STORAGE_KEY|TOKEN)$/.test(name),
        ),
        ({ value, valueFrom }) => value === undefined && valueFrom?.secretKeyRef !== undefined,
        ({ of, name }) => `${of}: ${name}`,
      ),
    again: (manifests) => withEnv(manifests, AGENT, 'CLEARML_AGENT_GIT_PASS', 's3cret'),
  },
  {
    fault: 'an agent has no keys, and signs in with the pair that is compiled into it (1.6)',
    base: 'agents',
    find: (manifests) =>
      clients(manifests).flatMap(({ name, main }) =>
        unless(
          keys,
          (key) => {
            const reference = variable(main, key)?.valueFrom?.secretKeyRef
            return reference !== undefined && reference.optional !== true
          },
          (key) => `${name}: ${key}`,
        ),
      ),
    again: (manifests) => changedTask(manifests, 'gpu', ['spec', 'containers', 0, 'env'], []),
  },
  {
    fault: 'the Secret that the user names is ignored (#275: existingAgentk8sglueSecret)',
    base: 'agents',
    find: (manifests, _, values) => {
      const mine = agentsOf(values)
      const expected = mine?.existingSecret ?? values.auth.existingSecret ?? values.auth.secretName
      // A pod reads no Secret of another namespace, so queues name one of theirs.
      const elsewhere = (mine?.glue ?? []).flatMap(({ namespace }) => namespace.existingSecret ?? [])
      return clients(manifests).flatMap((one) =>
        unless(
          keys.flatMap((key) => variable(one.main, key)?.valueFrom?.secretKeyRef ?? []),
          ({ name }) => (isTask(one) && elsewhere.includes(name ?? '')) || name === expected,
          ({ name }) => `${one.name}: ${name}`,
        ),
      )
    },
    again: (manifests) =>
      changed(manifests, GLUE, ['spec', 'template', 'spec', 'containers', 0, 'env', 0], {
        name: 'CLEARML_API_ACCESS_KEY',
        valueFrom: { secretKeyRef: { name: 'clearml-credentials', key: 'agent-key' } },
      }),
  },
]
