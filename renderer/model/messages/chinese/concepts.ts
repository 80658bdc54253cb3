import type { conceptsWords as English } from '../english/concepts.ts'

/** What is explained where it appears. */
export const conceptsWords: typeof English = {
  concepts: {
    ask: (title) => `这是什么：${title}`,
    of: {
      layers: {
        title: '层',
        text: '镜像由一叠层组成。每一层是一个 tar，包含一条指令添加、更改或删除的文件。',
        more: '层一旦生成就不再改变：后面的层所更改或删除的内容，仍然随前面的层一起分发。',
      },
      union: {
        title: '合并视图',
        text: '容器把所有层看作一个文件系统。对于每个路径，它看到的是拥有该路径的最上层的版本；目录则会合并。',
        more: '“合并到此层”显示：如果镜像到所选层为止，容器会看到什么。',
      },
      copyOnWrite: {
        title: '写时复制',
        text: '容器写入的是最上面属于它自己的一层。第一次更改文件时，会把整个文件连同其上级目录向上复制，哪怕只改了一个字节或只改了权限。',
        more: 'commit 只产生这一层。被它遮盖的内容仍留在镜像中，照样会被分发。',
      },
      whiteout: {
        title: 'Whiteout',
        text: '层无法从下面的层中删除内容。它会带上一个标记 .wh.名称，用来遮盖该名称。',
        more: '这些字节仍在下面的层中：后面的指令里的删除不会让镜像变小，机密仍然可以被读取。',
      },
      opaque: {
        title: '不透明目录',
        text: '目录中的标记 .wh..wh..opq 会遮盖下面的层在其中的全部内容。该层自己放在其中的内容仍然可见。',
        more: '在一条指令中删除目录并重新创建时，就会产生它。',
      },
      overridden: {
        title: '被覆盖的路径',
        text: '多个层都有此路径的版本。只有最上面的可见；其他版本的字节照样会被分发。',
        more: '单独用一条指令更改权限或属主的代价就在于此：整个文件再来一份。',
      },
      digest: {
        title: '摘要与 ID',
        text: '摘要是所存字节的 SHA-256：既是它们的名称，也能检验它们是否正确。压缩的层有两个：一个针对所存的字节；另一个是 Diff ID，针对解压后的 tar。',
        more: '镜像 ID 是配置的摘要。配置中列出所有 Diff ID，因此 ID 相同就意味着文件相同。',
      },
      shared: {
        title: '共享的层与构建缓存',
        text: 'Diff ID 相同的层，字节完全相同。无论有多少镜像引用它们，仓库和主机都只保存一份。',
        more: '只要前面的一切都相同，构建就会从缓存中取用层。从第一个不同的层开始，其后的所有层都要重新生成和分发。',
      },
    },
  },

  guide: {
    title: '示例中的看点',
    lead: '这个镜像专门用来展示层的作用。点按任一行即可跳到对应的位置。',
    dismiss: '关闭指引',
    items: {
      overridden: '被后面两层替换的文件',
      whiteout: '被后面的层删除的目录',
      opaque: '被不透明目录遮盖的文件',
      hardLink: '一个文件有四个名称（硬链接）',
      secret: '已删除、但仍随镜像分发的机密',
      owner: '仅因属主改变而再次分发的文件',
      cache: '删除得太晚的软件包缓存',
      again: '删除后又重新创建的文件',
      scratch: '在容器层中试着自己修改',
    },
  },
}
