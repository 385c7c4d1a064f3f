/** What the objects of a queue are called, and by which labels they are found. */
import type { Values } from '../../../src/index.js'
import { own } from '../table.js'
import type { Queue } from './table.js'

/** The longest name of a queue's objects: `clearml-session-NAME-500` is a label of 63 characters at most. */
export const LONGEST_NAME = 40

/** The name that a queue's objects have: the given one, or the queue's own, in the form of a name (`''`: it has none). */
export const nameOfQueue = ({ name, queue }: Queue): string =>
  name ??
  queue
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, LONGEST_NAME)
    .replace(/-+$/, '')

/** The Deployment, its service account, its ConfigMap with the pod template, its Role. */
export const glueNameOf = (queue: Queue): string => `clearml-glue-${nameOfQueue(queue)}`

/** The values of the label `app.kubernetes.io/component`: of the glue's own pod, and of the pods of tasks. */
export const componentOf = (queue: Queue): string => `glue-${nameOfQueue(queue)}`
export const taskComponentOf = (queue: Queue): string => `task-${nameOfQueue(queue)}`

/** The namespace of a queue's task pods. */
export const tasksNamespace = (values: Values, { namespace }: Queue): string =>
  namespace.name ?? values.namespace.name

/** Whether its task pods are in another namespace than the glue. */
export const isElsewhere = (values: Values, queue: Queue): boolean =>
  tasksNamespace(values, queue) !== values.namespace.name

/** The service account of a queue's task pods. */
export const taskAccountOf = (queue: Queue): string =>
  queue.serviceAccount.existing ?? `clearml-task-${nameOfQueue(queue)}`

/** Whether the glue runs in ClearML's published image, with that image's own start script. */
export const isPublished = (values: Values): boolean => own(values).gluePods.form === 'published'
