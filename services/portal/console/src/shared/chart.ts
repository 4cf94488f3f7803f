import { BarChart, MapChart } from 'echarts/charts'
import { GridComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, MapChart, GridComponent, TooltipComponent, VisualMapComponent, SVGRenderer])

export { init, registerMap, type EChartsType } from 'echarts/core'

export const FONT = "'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
export const RED = '#96201a'
