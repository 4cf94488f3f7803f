"""The indicators of the joint meeting: what each counts, of what, and which version of its definition."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shared.contracts.data_sets import ENTERPRISES
from shared.rules.periods import percent


class Kind(StrEnum):
    """What a period means for an indicator (R-GEN-11)."""

    STOCK = "stock"  # at 24:00 of the period's last day
    FLOW = "flow"  # within the period, both ends included
    DUE = "due"  # of what falls due in the period, what was done


class Level(StrEnum):
    """A level of the area tree."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


EVERYWHERE = (Level.CITY, Level.COUNTY, Level.TOWNSHIP)
COUNTY_UP = (Level.CITY, Level.COUNTY)


@dataclass(frozen=True)
class Indicator:
    """
    One indicator.

    Attributes:
        name: Its Chinese name.
        population: What the denominator counts, in Chinese; None for a count, which has no denominator.
        counted: What the numerator counts, in Chinese; of a rate always a subset of the population,
            unless two departments each report one side (R-IND-03; then the cross-checks show it).
        additive: Whether the figure of an area is the sum of those below it.
        levels: The levels of the area tree it is given for.
        parts: Names of the parts a count is shown by.
        adds_parts: Whether the count is their sum; else it is the first of them.
        reported: The items of data sets it is made of, numerator and denominator; the denominator may be one
            that the registry counts (``data_sets.COUNTED``). Empty: it is computed of other facts.
    """

    id: str
    name: str
    kind: Kind
    unit: str
    population: str | None
    counted: str
    additive: bool = True
    levels: tuple[Level, ...] = EVERYWHERE
    parts: tuple[str, ...] = ()
    adds_parts: bool = True
    reported: tuple[str, ...] = ()
    version: int = 1

    @property
    def definition(self) -> str:
        """The id of the definition's version, e.g. ``K-01.v1``."""
        return f"{self.id}.v{self.version}"

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage of a population."""
        return self.population is not None

    def text(self) -> str:
        """Return the definition as one Chinese sentence."""
        return self.counted if self.population is None else f"{self.counted} ÷ {self.population}"

    def cell(
        self, numerator: int | None, denominator: int | None = None, parts: Mapping[str, int] | None = None
    ) -> dict[str, Any]:
        """
        Return the figure as reports show it: never a rate without numerator, denominator and version.

        A *numerator* of None says that nothing was reported; the value is None then, and for a zero
        denominator.

        Source: R-IND-03, R-GEN-12.
        """
        if not self.is_rate or numerator is None or denominator is None:
            value: float | int | None = None if self.is_rate else numerator
        else:
            value = percent(numerator, denominator)
        shown = {
            "numerator": numerator,
            "denominator": denominator if self.is_rate else None,
            "value": value,
            "unit": self.unit,
            "definition": self.definition,
        }
        return shown if parts is None else {**shown, "parts": dict(parts)}


_ALL = (
    Indicator(
        "K-01",
        "组建率（应建）",
        Kind.STOCK,
        "%",
        "应建企业（在营且有党员）",
        "其中已单独、联合组建或挂靠党组织的企业",
    ),
    Indicator(
        "K-01b",
        "组建率（严格口径）",
        Kind.STOCK,
        "%",
        "正式党员达到单独组建人数的在营企业",
        "其中已单独或联合组建党组织的企业",
    ),
    Indicator(
        "K-02",
        "组织覆盖率",
        Kind.STOCK,
        "%",
        "在营企业",
        "其中已单独或联合组建党组织的企业",
    ),
    Indicator(
        "K-03",
        "单独组建率",
        Kind.STOCK,
        "%",
        "在营企业",
        "其中已单独组建党组织的企业",
    ),
    Indicator(
        "K-05",
        "应建未建数",
        Kind.STOCK,
        "家",
        None,
        "正式党员达到单独组建人数、尚无党组织的在营企业",
    ),
    Indicator(
        "K-08",
        "新建组织数",
        Kind.FLOW,
        "个",
        None,
        "本季度内成立的党组织",
    ),
    Indicator(
        "K-20",
        "党员数",
        Kind.STOCK,
        "人",
        None,
        "组织关系在本地区党组织的正式党员和预备党员",
        parts=("full", "probationary"),
    ),
    Indicator(
        "K-22",
        "申请人、积极分子、发展对象存量",
        Kind.STOCK,
        "人",
        None,
        "在本地区党组织的入党申请人、入党积极分子和发展对象",
        levels=COUNTY_UP,
        parts=("applicants", "activists", "candidates"),
    ),
    Indicator(
        "K-30",
        "按期谈话率",
        Kind.DUE,
        "%",
        "本季度内谈话到期的入党申请",
        "其中在收到申请后一个月内谈话的（R-DEV-05）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-31",
        "半年考察率",
        Kind.DUE,
        "%",
        "宽限期在本季度内届满的入党积极分子半年考察",
        "其中按期考察的（R-DEV-16）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-32",
        "审批按期率",
        Kind.DUE,
        "%",
        "本季度内审批到期的支部决议",
        "其中在三个月内审批的（R-DEV-50）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-33",
        "转正按期率",
        Kind.DUE,
        "%",
        "预备期满后三十日在本季度内届满的预备党员",
        "其中按期召开支部大会讨论转正的",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-34",
        "推优人数、吸收人数",
        Kind.FLOW,
        "人",
        None,
        "本季度由工会、共青团、妇联推优的申请人",
        levels=COUNTY_UP,
        parts=("recommended", "admitted"),
        adds_parts=False,
    ),
    Indicator(
        "K-40",
        "培训学时达标率",
        Kind.STOCK,
        "%",
        "组织关系在本地区党组织、未免训的正式党员和预备党员",
        "其中本年累计学时达到年度要求的（R-TRN-04）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-41",
        "书记培训达标率",
        Kind.STOCK,
        "%",
        "组织关系在本地区党组织的在任书记",
        "其中本年累计学时和集中培训次数达到要求的（R-TRN-05）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-42",
        "计划执行率",
        Kind.DUE,
        "%",
        "计划日期在本季度内、属于已审批计划项目的培训班",
        "其中季末前已举办的",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-43",
        "三维计划完整率",
        Kind.STOCK,
        "%",
        "本年度培训计划",
        "其中写明行业分类、文化层次、经营需求三个方面的（R-TRN-01）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-50",
        "例会召开率",
        Kind.DUE,
        "%",
        "本季度应召开党建工作例会的党组织",
        "其中在季度首月内召开的（R-ACT-01）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-51",
        "活动日开展率",
        Kind.DUE,
        "%",
        "本季度各党组织应开展党员活动日的月数",
        "其中当月开展的（R-ACT-03）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-52",
        "三会一课达标率",
        Kind.DUE,
        "%",
        "本季度应召开支部党员大会、支委会或应上党课的党组织",
        "其中各项均按期完成的（R-ACT-06）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-53",
        "党员参与率",
        Kind.FLOW,
        "%",
        "本季度计入组织生活的会议和活动应到人次",
        "其中实到人次（R-ACT-20）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-60",
        "督查覆盖率",
        Kind.STOCK,
        "%",
        "本年应督查的党组织",
        "其中本年截至季末已督查的（R-SUP-01）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-61",
        "督查整改率",
        Kind.DUE,
        "%",
        "整改期限在本季度内的督查问题",
        "其中季末前已销号的（R-SUP-02）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-62",
        "按期整改率",
        Kind.DUE,
        "%",
        "整改期限在本季度内的督查问题",
        "其中在整改期限内销号的（R-SUP-03）",
        levels=COUNTY_UP,
    ),
    Indicator(
        "K-65",
        "联系点覆盖、解决问题数",
        Kind.STOCK,
        "个",
        None,
        "季末有领导干部联系点的党组织；本季度解决的联系点困难（R-SUP-06）",
        levels=COUNTY_UP,
        parts=("organisations", "solved"),
        adds_parts=False,
    ),
    Indicator(
        "K-70",
        "工会组建率",
        Kind.STOCK,
        "%",
        "应建工会企业（工会报送 R-JM-21）",
        "已建工会企业（工会报送 R-JM-20）",
        levels=COUNTY_UP,
        reported=("R-JM-20", "R-JM-21"),
    ),
    Indicator(
        "K-71",
        "团组织覆盖率",
        Kind.STOCK,
        "%",
        "在营企业（名册）",
        "已建团组织企业（共青团报送 R-JM-30）",
        levels=COUNTY_UP,
        reported=("R-JM-30", ENTERPRISES),
    ),
    Indicator(
        "K-72",
        "妇女之家数",
        Kind.STOCK,
        "个",
        None,
        "妇女之家（妇联报送 R-JM-40）",
        levels=COUNTY_UP,
        reported=("R-JM-40.homes",),
    ),
    Indicator(
        "K-74",
        "议定事项销号率",
        Kind.DUE,
        "%",
        "原定期限在本季度内的议定事项",
        "其中季末前已销号的",
        additive=False,
        levels=(Level.CITY,),
    ),
    Indicator(
        "K-75",
        "议定事项按期销号率",
        Kind.DUE,
        "%",
        "原定期限在本季度内的议定事项",
        "其中在原定期限内销号的",
        additive=False,
        levels=(Level.CITY,),
    ),
    Indicator(
        "K-76",
        "季度数据按时报送率",
        Kind.DUE,
        "%",
        "应报送季度数据的成员单位",
        "其中在规定日期前首次报送的（R-JM-16）",
        additive=False,
        levels=(Level.CITY,),
    ),
)

INDICATORS: Mapping[str, Indicator] = {indicator.id: indicator for indicator in _ALL}


def of_level(level: Level) -> tuple[Indicator, ...]:
    """Return the indicators shown for areas of *level*, in the order of the report."""
    return tuple(indicator for indicator in _ALL if level in indicator.levels)
