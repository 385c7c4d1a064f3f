/** Faults of the Kubernetes glue: the pods of tasks, sessions, what the program is told. */
import { isArray, isObject, type Json } from '../../src/json.js'
import type { ConfigMap, RoleBinding, Service } from '../../src/kube/types.js'
import { changed, changedTask, envOf, ofKind, pods, taskPods, withEnv } from '../support/objects.js'
import { agentsOf, queues, sessionOf, sessionServices, sessions } from './agentPods.js'
import { type Fault, unless } from './fault.js'

const GLUE = 'Deployment/clearml-glue-gpu'
const SESSION = 'Service/clearml-session-gpu-1'
const server = ['CLEARML_API_HOST', 'CLEARML_WEB_HOST', 'CLEARML_FILES_HOST', 'CLEARML_API_HOST_VERIFY_CERT']
/** Ports that ClearML's charts give the server; another installation may have them. Source: 5.1 and 5.3. */
const portsOfCharts = [30008, 30080, 30081]
/** What clearml-agent reads beside what its program does. Source: `clearml_agent/glue/definitions.py` of 3.0.3. */
const readByAgent = ['K8S_GLUE_MAX_PODS', 'K8S_GLUE_COMPLETED_POD_DELETION_DELAY_MINUTES']

const nodePorts = ({ spec }: Service): ReadonlyArray<number> =>
  (spec?.ports ?? []).flatMap(({ nodePort }) => nodePort ?? [])

const asJson = (data: unknown): Json => (data ?? {}) as Json // decoded values and parsed texts are plain data

/** Whether all of `part` is in `whole`; of lists, each item in some item. */
const within = (part: Json, whole: Json | undefined): boolean => {
  if (isArray(part)) {
    const items = whole !== undefined && isArray(whole) ? whole : []
    return part.every((one) => items.some((other) => within(one, other)))
  }
  if (isObject(part)) {
    const fields = whole !== undefined && isObject(whole) ? whole : {}
    return Object.entries(part).every(([key, one]) => within(one, fields[key]))
  }
  return part === whole
}

export const glueFaults: ReadonlyArray<Fault> = [
  {
    fault: 'the tasks of users run on the service account of the glue, read Secrets and make pods (1.8, 7.2)',
    base: 'agents',
    find: (manifests) => {
      const taken = [
        ...pods(manifests).map(({ spec }) => spec.serviceAccountName),
        ...ofKind<RoleBinding>(manifests, 'RoleBinding').flatMap(({ subjects = [] }) =>
          subjects.map(({ name }) => name),
        ),
      ]
      return unless(
        taskPods(manifests),
        ({ spec }) =>
          spec.serviceAccountName !== undefined &&
          !taken.includes(spec.serviceAccountName) &&
          spec.automountServiceAccountToken === false,
        ({ name }) => name,
      )
    },
    again: (manifests) => changedTask(manifests, 'gpu', ['spec', 'serviceAccountName'], 'clearml-glue-gpu'),
  },
  {
    fault: 'a glue has no template of the pods that it makes, or in another namespace than its rights',
    base: 'agents',
    find: (manifests) =>
      unless(
        queues(manifests),
        ({ glue, task }) =>
          task !== undefined &&
          manifests.some(
            ({ kind, metadata }) =>
              kind === 'RoleBinding' &&
              within(
                { name: `clearml-${glue.name}`, namespace: envOf(glue.main).K8S_GLUE_NAMESPACE ?? '' },
                metadata,
              ),
          ),
        ({ glue }) => glue.name,
      ),
    again: (manifests) => withEnv(manifests, GLUE, 'K8S_GLUE_NAMESPACE', 'elsewhere'),
  },
  {
    fault: 'a task does not hear what its glue hears of the server: certificates not verified (1.8, 5.3)',
    base: 'agents',
    find: (manifests, _, values) =>
      queues(manifests).flatMap(({ glue, task }) => [
        ...unless(
          server,
          (key) => envOf(glue.main)[key] === envOf(task?.main)[key],
          (key) => `${glue.name}: ${key}`,
        ),
        ...((envOf(glue.main).CLEARML_API_HOST_VERIFY_CERT === 'false') ===
        (agentsOf(values)?.server.verifyCertificate === false)
          ? []
          : [glue.name]),
      ]),
    again: (manifests) =>
      changedTask(manifests, 'gpu', ['spec', 'containers', 0, 'env', 3], {
        name: 'CLEARML_API_HOST_VERIFY_CERT',
        value: 'true',
      }),
  },
  {
    fault: 'a value of the pods of tasks reaches none (1.8, 5.3: schedulerName, hostAliases, fileMounts)',
    base: 'agents',
    find: (manifests, _, values) =>
      (agentsOf(values)?.glue ?? []).flatMap(({ queue, nodeSelector, tolerations, env, template }) =>
        queues(manifests).some(
          ({ glue, task }) =>
            envOf(glue.main).K8S_GLUE_QUEUE === queue &&
            within(asJson({ nodeSelector, tolerations, ...template.spec }), asJson(task?.spec)) &&
            within(asJson(env), asJson(task?.main.env)),
        )
          ? []
          : [queue],
      ),
    again: (manifests) => changedTask(manifests, 'gpu', ['spec', 'schedulerName'], undefined),
  },
  {
    fault:
      'a variable of the glue is read by nobody, or not by its image: createQueue, K8S_DEFAULT_NAMESPACE (1.8)',
    base: 'agents',
    find: (manifests) => {
      const launcher = ofKind<ConfigMap>(manifests, 'ConfigMap').flatMap(
        ({ data = {} }) => data['launcher.py'] ?? [],
      )[0]
      return queues(manifests).flatMap(({ glue: { name, main, containers } }) =>
        unless(
          containers.flatMap(({ env = [] }) => env.filter((one) => /^(K8S|CLEARML_K8S)_/.test(one.name))),
          (one) =>
            main.command?.at(-1)?.endsWith('/launcher.py') === true &&
            (readByAgent.includes(one.name) || launcher?.includes(one.name) === true),
          (one) => `${name}: ${one.name}`,
        ),
      )
    },
    again: (manifests) => withEnv(manifests, GLUE, 'K8S_GLUE_EXTRA_ARGS', '--create-queue'),
  },
  {
    fault: 'createQueue is asked for, and no glue is told (1.8, 5.3: createQueueIfNotExists)',
    base: 'agents',
    find: (manifests, _, values) =>
      (agentsOf(values)?.glue ?? []).flatMap(({ queue, createQueue }) =>
        queues(manifests).some(
          ({ glue }) =>
            envOf(glue.main).K8S_GLUE_QUEUE === queue &&
            (envOf(glue.main).K8S_GLUE_CREATE_QUEUE === 'true') === createQueue,
        )
          ? []
          : [queue],
      ),
    again: (manifests) => withEnv(manifests, GLUE, 'K8S_GLUE_CREATE_QUEUE', undefined),
  },
  {
    fault: 'a clearml.conf with keys is written into the arguments of each task’s pod (1.8, 7.2)',
    base: 'agents',
    find: (manifests, _, values) => [
      ...queues(manifests).flatMap(({ glue: { name, main } }) =>
        // The file of a Secret stays there; tasks are told where it is mounted.
        agentsOf(values)?.configSecret === null || envOf(main).K8S_GLUE_TASK_CONFIG_FILE !== undefined
          ? []
          : [name],
      ),
      ...ofKind<ConfigMap>(manifests, 'ConfigMap').flatMap(({ data = {} }) =>
        /(access|secret)_key/.test(data['clearml.conf'] ?? '') ? ['clearml.conf'] : [],
      ),
    ],
    again: (manifests) => withEnv(manifests, GLUE, 'K8S_GLUE_TASK_CONFIG_FILE', undefined),
  },
  {
    fault: 'the ports of sessions run over those of the server: 30001 to 30020 holds 30008 (1.8, 5.3, 7.4)',
    base: 'agents',
    find: (manifests) => {
      const all = ofKind<Service>(manifests, 'Service').flatMap(nodePorts)
      return [
        ...all.filter((port, i) => all.indexOf(port) !== i),
        ...sessionServices(manifests)
          .flatMap(nodePorts)
          .filter((port) => portsOfCharts.includes(port)),
      ].map(String)
    },
    again: (manifests) => changed(manifests, SESSION, ['spec', 'ports', 0, 'nodePort'], 30008),
  },
  {
    fault:
      'a session of one queue is led to the pods of another: ai.allegro.agent.serial=pod-1 is of all (1.8)',
    base: 'agents',
    find: (manifests) => {
      const selectors = sessionServices(manifests).map(({ spec }) => JSON.stringify(spec?.selector))
      return [
        ...selectors.filter((one, i) => selectors.indexOf(one) !== i),
        ...unless(
          sessionServices(manifests),
          (service) =>
            sessionOf(manifests, service)?.task?.name ===
            service.metadata?.labels?.['app.kubernetes.io/component'],
          ({ metadata }) => String(metadata?.name),
        ),
      ].map(String)
    },
    again: (manifests) =>
      changed(manifests, SESSION, ['spec', 'selector'], { 'ai.allegro.agent.serial': 'pod-1' }),
  },
  {
    fault: 'a client of a session is told a port or a number that no Service has (1.8: base port + N)',
    base: 'agents',
    find: (manifests) =>
      unless(
        sessions(manifests),
        ({ selector, port }) =>
          sessionServices(manifests).some(
            ({ spec }) =>
              within(selector, spec?.selector) &&
              spec?.ports?.every((one) => (spec.type === 'NodePort' ? one.nodePort : one.port) === port) ===
                true,
          ),
        ({ selector, port }) => `${JSON.stringify(selector)}: ${port}`,
      ),
    again: (manifests) => withEnv(manifests, GLUE, 'K8S_GLUE_STARTING_PORT', '30999'),
  },
  {
    fault: 'the glue gets two limits, of which clearml-agent takes one: --max-pods beside ports (1.8)',
    base: 'agents',
    find: (manifests) =>
      queues(manifests).flatMap(({ glue: { name, main } }) =>
        envOf(main).K8S_GLUE_MAX_PODS !== undefined && envOf(main).K8S_GLUE_SESSIONS !== undefined
          ? [name]
          : [],
      ),
    again: (manifests) => withEnv(manifests, GLUE, 'K8S_GLUE_MAX_PODS', '8'),
  },
]
