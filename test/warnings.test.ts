import t from 'tap'
import { remoteAgents } from '../presets/index.js'
import type { ValuesInput } from '../src/index.js'
import { built, presetNeeds } from './support/streams.js'

const remote = (values: ValuesInput) =>
  built({ preset: remoteAgents, values: { ...presetNeeds['remote-agents'], ...values } })

t.test('values of a server that is not installed are said to do nothing, and do nothing', async (t) => {
  const plain = remote({})
  t.strictSame(plain.warnings, [])
  for (const [values, names] of [
    [{ auth: { existingSecret: 'mine' } }, 'auth'],
    [{ config: { 'services.conf': { tasks: { max_last_metrics: 1 } } } }, 'config'],
    [{ retention: { logDays: 9 }, watchdog: { enabled: false } }, 'watchdog, retention'],
  ] as const) {
    const one = remote(values)
    t.strictSame(one.warnings, [
      `server.enabled is false, so no server is installed that would read the values of ${names}.`,
    ])
    t.strictSame(one.manifests, plain.manifests)
  }
})

t.test('agents of another server have its keys by a Secret of their own, whatever auth says', async (t) => {
  const { manifests, warnings } = remote({ auth: { existingSecret: 'mine', rotation: 3 } })
  const text = JSON.stringify(manifests)
  t.match(text, /"secretKeyRef":\{"key":"agent-secret","name":"clearml-agent-keys"\}/)
  t.notMatch(text, /"mine"|clearml-manifests\/rotation/)
  t.match(warnings, [/values of auth\./])
})
