/** What is explained where it appears. */
export type ConceptId = 'layers' | 'union' | 'copyOnWrite' | 'whiteout' | 'opaque' | 'overridden' | 'digest' | 'shared'

interface ConceptText {
  readonly title: string
  readonly text: string
  /** What follows from it. */
  readonly more: string
}

export const conceptsWords = {
  concepts: {
    ask: (title: string): string => `What is this: ${title}`,
    of: {
      layers: {
        title: 'Layers',
        text: 'An image is a stack of layers. Each is a tar with the files that one instruction added, changed or removed.',
        more: 'A layer is never changed once it is made: what a later one changes or deletes is still shipped in the earlier one.',
      },
      union: {
        title: 'Merged view',
        text: 'A container sees all layers as one file system. Of each path it sees the version of the topmost layer that has one; directories unite.',
        more: '“Merged up to here” shows what a container would see if the image ended with the selected layer.',
      },
      copyOnWrite: {
        title: 'Copy on write',
        text: 'A container writes to a layer of its own on top. The first change of a file copies all of it up, with the directories above it, also when one byte or only the mode changes.',
        more: 'A commit ships just this layer. What it hides below stays in the image, and is shipped too.',
      },
      whiteout: {
        title: 'Whiteout',
        text: 'A layer can not delete from the layers below it. It ships a marker, .wh.NAME, which hides the name.',
        more: 'The bytes stay in the layer below: an image does not get smaller by a deletion in a later instruction, and a secret can still be read.',
      },
      opaque: {
        title: 'Opaque directory',
        text: 'The marker .wh..wh..opq in a directory hides everything that layers below have in it. What the layer itself puts there is seen.',
        more: 'It comes about when a directory is deleted and made again in one instruction.',
      },
      overridden: {
        title: 'Overridden paths',
        text: 'Several layers have a version of the path. Only the topmost is seen; the bytes of the others are shipped all the same.',
        more: 'This is what a change of mode or owner in an instruction of its own costs: the whole file once more.',
      },
      digest: {
        title: 'Digest and ID',
        text: 'A digest is the SHA-256 of stored bytes: it names them, and tells whether they are the right ones. A compressed layer has one of what is stored, and the Diff ID, one of the tar that it unpacks to.',
        more: 'The image ID is the digest of the config. It names all Diff IDs, so the same ID means the same files.',
      },
      shared: {
        title: 'Shared layers and the build cache',
        text: 'Layers with the same Diff ID are the same bytes. A registry and a host keep them once, whichever images name them.',
        more: 'A build takes a layer from its cache as long as all before it is the same. The first layer that differs ends that: all after it is made and shipped anew.',
      },
    } as Readonly<Record<ConceptId, ConceptText>>,
  },

  guide: {
    title: 'In this sample',
    lead: 'What layers do, in an image made for it. Each line shows you the place.',
    dismiss: 'Close the guide',
    items: {
      overridden: 'A file that two later layers replace',
      whiteout: 'A directory that a later layer deletes',
      opaque: 'A file that an opaque directory hides',
      hardLink: 'One file with four names (hard links)',
      secret: 'A secret that is deleted, but still shipped',
      owner: 'A file shipped again for its owner alone',
      cache: 'A package cache that was deleted too late',
      again: 'A file that is deleted, then made again',
      scratch: 'Try changes of your own in a container layer',
    },
  },
}
