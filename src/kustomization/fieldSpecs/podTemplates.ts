import type { FieldSpec } from '../kustomization.js'

/**
 * The metadata maps of an object and of the templates in it, as Kustomize knows them. They differ for labels and
 * annotations in one kind: labels of StatefulSets are for the group `apps` alone, and for their volume claims too.
 */
export const metadataFields = (map: 'labels' | 'annotations'): ReadonlyArray<FieldSpec> => {
  const inTemplate = `spec/template/metadata/${map}`
  return [
    { path: `metadata/${map}`, create: true },
    { path: inTemplate, create: true, version: 'v1', kind: 'ReplicationController' },
    { path: inTemplate, create: true, kind: 'Deployment' },
    { path: inTemplate, create: true, kind: 'ReplicaSet' },
    { path: inTemplate, create: true, kind: 'DaemonSet' },
    ...(map === 'annotations'
      ? [{ path: inTemplate, create: true, kind: 'StatefulSet' }]
      : [
          { path: inTemplate, create: true, group: 'apps', kind: 'StatefulSet' },
          {
            path: `spec/volumeClaimTemplates[]/metadata/${map}`,
            create: true,
            group: 'apps',
            kind: 'StatefulSet',
          },
        ]),
    { path: inTemplate, create: true, group: 'batch', kind: 'Job' },
    { path: `spec/jobTemplate/metadata/${map}`, create: true, group: 'batch', kind: 'CronJob' },
    { path: `spec/jobTemplate/${inTemplate}`, create: true, group: 'batch', kind: 'CronJob' },
  ]
}
