/** Queues whose values do not go together. */
import type { Problem, Values } from '../../../src/index.js'
import { gpuProblems } from '../../gpu.js'
import { own } from '../table.js'
import { isElsewhere, isPublished, LONGEST_NAME, nameOfQueue } from './name.js'
import { TASK_CONTAINER } from './podTemplate.js'
import { sessionNumbers } from './sessions.js'
import type { Queue } from './table.js'

/** Each with the path of the value to change, and what is expected there. */
export const glueProblems = (values: Values): ReadonlyArray<Problem> =>
  own(values)
    .glue.flatMap((queue, index) =>
      [
        ...duplicates(own(values).glue.slice(0, index), queue),
        ...nameProblems(queue),
        ...limitProblems(queue),
        ...profileProblems(queue),
        ...gpuProblems(queue),
        ...namespaceProblems(values, queue),
        ...templateProblems(queue),
        ...versionProblems(values, queue),
        ...(isPublished(values) ? publishedProblems(queue) : []),
      ].map(({ path, expected }) => ({ path: ['agents', 'glue', index, ...path], expected })),
    )
    .concat(
      isPublished(values) && own(values).configSecret !== null && own(values).glue.length > 0
        ? [
            {
              path: ['agents', 'configSecret'],
              expected:
                'none with agents.gluePods.form published: its start script would send the file in the command of each task',
            },
          ]
        : [],
    )

const duplicates = (before: ReadonlyArray<Queue>, queue: Queue): ReadonlyArray<Problem> => {
  const name = nameOfQueue(queue)
  if (before.some((one) => one.queue === queue.queue))
    return [{ path: ['queue'], expected: 'a queue that no entry before it has' }]
  return name !== '' && before.some((one) => nameOfQueue(one) === name)
    ? [
        {
          path: ['name'],
          expected: `another name than ${name}, which the objects of an entry before it have`,
        },
      ]
    : []
}

const nameProblems = (queue: Queue): ReadonlyArray<Problem> => {
  const name = nameOfQueue(queue)
  if (name === '')
    return [
      {
        path: ['name'],
        expected: `a name for its objects: ${JSON.stringify(queue.queue)} has no letter or digit for one`,
      },
    ]
  return name.length > LONGEST_NAME
    ? [{ path: ['name'], expected: `a name of at most ${LONGEST_NAME} characters` }]
    : []
}

const limitProblems = (queue: Queue): ReadonlyArray<Problem> => {
  const { startingPort, count } = queue.sessions
  const last = startingPort + sessionNumbers(queue).length - 1
  return [
    ...(queue.maxPods !== null && queue.sessions.enabled
      ? [
          {
            path: ['maxPods'],
            expected: 'none beside sessions, whose number is the limit: the glue knows one limit',
          },
        ]
      : []),
    ...(last > 65535
      ? [
          {
            path: ['sessions', 'startingPort'],
            expected: `at most ${65536 - count}, for ${count} ports up to 65535`,
          },
        ]
      : []),
  ]
}

const profileProblems = ({ profile, gpus }: Queue): ReadonlyArray<Problem> =>
  profile === 'controllers' && gpus > 0
    ? [{ path: ['gpus'], expected: '0 with profile controllers, whose pods have no GPU' }]
    : []

const namespaceProblems = (values: Values, queue: Queue): ReadonlyArray<Problem> => {
  if (!isElsewhere(values, queue)) return []
  const { cache } = own(values)
  return [
    ...(queue.namespace.existingSecret === null
      ? [
          {
            path: ['namespace', 'existingSecret'],
            expected:
              `the name of a Secret in ${queue.namespace.name} with the keys agent-key and agent-secret: ` +
              'a pod reads no Secret of another namespace',
          },
        ]
      : []),
    ...(cache.enabled && cache.existingClaim === null && queue.cache
      ? [
          {
            path: ['cache'],
            expected:
              `false: the claim of agents.cache is in ${values.namespace.name} (or agents.cache.existingClaim names one ` +
              `that is in ${queue.namespace.name} too)`,
          },
        ]
      : []),
  ]
}

/** The glue writes these fields itself, so what stands there is lost. */
const templateProblems = (queue: Queue): ReadonlyArray<Problem> =>
  (queue.template.spec?.containers ?? []).flatMap((container, index) =>
    container.name === TASK_CONTAINER
      ? (['image', 'command', 'args'] as const)
          .filter((key) => container[key] !== undefined)
          .map((key) => ({
            path: ['template', 'spec', 'containers', index, key],
            expected: `none: the glue writes it${key === 'image' ? ' (agents.glue[].image is for tasks that name no image)' : ''}`,
          }))
      : [],
  )

/** Where the version is known. Source: `clearml_agent/glue/definitions.py` of both versions. */
const versionProblems = (values: Values, { keepCompletedMinutes }: Queue): ReadonlyArray<Problem> => {
  const { version, requirements, ownImage } = own(values)
  const isOld = version === '2.0.7' && requirements === null && ownImage === null
  return isOld && keepCompletedMinutes > 0
    ? [
        {
          path: ['keepCompletedMinutes'],
          expected: '0 with agents.version 2.0.7, which deletes ended pods at once',
        },
      ]
    : []
}

const publishedProblems = (queue: Queue): ReadonlyArray<Problem> => {
  const because = 'with agents.gluePods.form published, whose example script of 2022'
  return [
    ...(/[\s,]/.test(queue.queue)
      ? [{ path: ['queue'], expected: `a name without spaces and commas ${because} takes none` }]
      : []),
    ...(queue.createQueue
      ? [{ path: ['createQueue'], expected: `false ${because} cannot make queues` }]
      : []),
    ...(queue.sessions.enabled
      ? [
          {
            path: ['sessions', 'enabled'],
            expected: `false ${because} gives the pods of all queues the same numbers`,
          },
        ]
      : []),
    ...(queue.keepCompletedMinutes > 0
      ? [{ path: ['keepCompletedMinutes'], expected: `0 ${because} deletes ended pods at once` }]
      : []),
  ]
}
