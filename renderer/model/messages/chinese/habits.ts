import { formatBinarySize } from '../../amount.ts'
import type { habitsWords as English } from '../english/habits.ts'

/** What windows of any program have: keys, going back, dragging files out, what is new. */
export const habitsWords: typeof English = {
  history: {
    back: '后退',
    forward: '前进',
  },

  dragOut: {
    tooLarge: (most) => `超过 ${formatBinarySize(most)} 的文件不能拖出。可用“另存为…”保存到任意位置。`,
    noFile: '只有文件可以拖出。“另存为…”可保存文件夹，“另存为 tar…”可保存全部内容。',
    busy: '正在保存其他内容。',
    failed: '无法写入该文件，因此没有拖出。“另存为…”会说明原因。',
  },

  whatsNew: {
    title: (version) => `Onionskin ${version} 的新增内容`,
    close: '关闭',
    offer: (version) => `Onionskin 已更新到 ${version}。`,
    open: '新增内容',
    dismiss: '忽略',
    changes: {
      layers: {
        what: '每一层，以及它留下的内容',
        more: '可查看各层分发时的样子，也可查看容器所见的合并视图，以及途中被覆盖或删除的内容。',
      },
      life: {
        what: '路径的历史',
        more: '任意层中的每个版本都可与其他版本比较：按文本、字节、图片或逐个字段。',
      },
      pairs: {
        what: '并排比较两个镜像',
        more: '共享的层、构建缓存从何处失效、配置的变化，以及显示每个文件差异的对齐目录树。',
      },
      overview: {
        what: '概览',
        more: '镜像是什么、基于什么、浪费了哪些空间及原因、包含哪些软件包，以及哪些地方值得再看一眼。',
      },
      finding: {
        what: '查找与筛选',
        more: '按字母查找所有层中的路径，按文本或表达式查找内容，按可组合的条件筛选行。',
      },
      saving: {
        what: '保存任何内容',
        more: '可保存文件或文件夹的任意版本，包括被隐藏或已删除的；文件可以直接拖到桌面。',
      },
    },
  },

  shortcuts: {
    title: '键盘快捷键',
    close: '关闭',
    or: '或',
    areas: {
      window: '窗口与文件',
      go: '前往',
      find: '查找',
      files: '文件列表中',
      layers: '层列表中',
      treemap: '矩形树图中',
      comparison: '比较中',
    },
    names: {
      newWindow: '新建窗口',
      open: '打开归档',
      openFolder: '打开 OCI 布局文件夹',
      save: '保存所选内容',
      settings: '设置',
      closeWindow: '关闭窗口',
      quit: '退出',
      zoomIn: '放大',
      zoomOut: '缩小',
      actualSize: '实际大小',
      fullScreen: '全屏',
      shortcuts: '显示快捷键',
      back: '后退',
      forward: '前进',
      overview: '概览',
      files: '文件',
      compare: '比较',
      nextPane: '下一个窗格',
      previousPane: '上一个窗格',
      findPath: '在所有层中查找路径',
      findContents: '在内容中查找',
      filter: '筛选文件；在文本中则为查找',
      moveRow: '上一行或下一行',
      movePage: '上一页或下一页',
      moveEnd: '第一行或最后一行',
      expand: '展开目录，或进入目录',
      collapse: '折叠目录，或离开目录',
      toggle: '展开或折叠目录',
      expandSiblings: '展开所有同级目录',
      copyPath: '复制路径',
      contextMenu: '该行的菜单',
      moveLayer: '较新或较旧的层',
      moveLayerEnd: '最新或最旧的层',
      enterCell: '进入目录',
      leaveCell: '离开目录',
      showCell: '在文件中显示',
      nextDifference: '下一处差异',
      previousDifference: '上一处差异',
      otherEnd: '被移动文件的来源或去向',
    },
  },
}
