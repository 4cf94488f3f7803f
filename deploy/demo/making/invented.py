"""What is invented for the demo, and the eight enterprises that the speech names."""

# name, county, industry, size, employees, members
NAMED = (
    ("龙成集团", "411323", "C31", "large", 2600, 46),
    ("西峡县汽车水泵股份公司", "411323", "C36", "large", 1500, 28),
    ("西峡县内燃机进排气管公司", "411323", "C34", "medium", 900, 17),
    ("金牛彩印", "411381", "C23", "medium", 420, 9),
    ("老廷实业", "411325", "C13", "small", 180, 5),
    ("新华商城", "411302", "F52", "medium", 350, 7),
    ("淅水集团", "411326", "C26", "large", 1100, 21),
    ("八一棉纺厂", "411329", "C17", "medium", 760, 14),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "明华建国志强秀兰桂英海燕晓东文静俊杰丽娟永生春梅国栋玉珍新民红霞立军雪梅长青素芬"
PLACES = "宛丹白伏卧独汉唐淅湍桐社"
CRAFTS = (
    "纺织",
    "机械",
    "食品",
    "建材",
    "电子",
    "农业",
    "商贸",
    "物流",
    "药业",
    "包装",
    "玉雕",
    "家具",
    "印刷",
    "化工",
    "服饰",
)
INDUSTRIES = (
    "C17",
    "C34",
    "C13",
    "C30",
    "C39",
    "A01",
    "F51",
    "G54",
    "C27",
    "C22",
    "C24",
    "C21",
    "C23",
    "C26",
    "C18",
)
SOLE, SHARES = "个人独资", "私营股份有限公司"
# What firms are called by who owns them; a sole proprietor's is no company.
CALLED = {SOLE: "厂", SHARES: "股份有限公司"}
OWNERSHIPS = ("私营有限责任公司", SHARES, SOLE, "港澳台投资", "外商投资")

# lead, others, due on, text, deliverable, measure
RESOLUTIONS = (
    (
        "union",
        "youth_league",
        "2026-08-31",
        "规模以上非公企业全部建立工会",
        "建会企业名单",
        "名单内企业全部建会",
    ),
    ("youth_league", "union", "2026-08-31", "园区青年职工推优入党试点", "推优名册", "每个园区推荐不少于3人"),
    (
        "womens_federation",
        "union",
        "2026-09-15",
        "非公企业妇女之家规范化建设",
        "妇女之家台账",
        "新建不少于20个",
    ),
    ("organisation", "union;youth_league", "2026-09-25", "应建未建企业逐户摸底", "摸底台账", "逐户有结论"),
    ("union", "organisation", "2026-09-20", "困难职工帮扶与企业诉求收集", "帮扶台账", "诉求全部登记"),
    (
        "youth_league",
        "womens_federation",
        "2026-11-30",
        "青年文明号与党员示范岗共建",
        "共建名单",
        "共建不少于15个",
    ),
)

# Which figure of the report a resolution is to move, where, and how far.
AIMS = {
    "JM-2026-01": ("K-70", "411300000000", 60),
    "JM-2026-03": ("K-72", "411323000000", 12),
    "JM-2026-04": ("K-05", "411300000000", 0),
}

# month and day, step, what was said, new due day
STEPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "JM-2026-01": (
        ("7-20", "accept", ""),
        ("8-05", "progress", "已走访42家企业"),
        ("8-20", "submit", "建会企业名单38家，均已挂牌"),
        ("8-25", "verify", ""),
        ("8-28", "close", ""),
    ),
    "JM-2026-02": (
        ("7-21", "accept", ""),
        ("8-10", "progress", "三个园区已启动"),
        ("8-28", "extend", "园区企业排班调整", "2026-09-20"),
        ("9-15", "submit", "推优名册11人"),
        ("9-18", "verify", ""),
        ("9-22", "close", ""),
    ),
    "JM-2026-03": (
        ("7-22", "accept", ""),
        ("9-10", "submit", "台账已报"),
        ("9-14", "return", "缺少两个县的台账"),
        ("9-20", "progress", "补充两个县的台账"),
        ("10-08", "submit", "台账已补齐，新建23个"),
        ("10-12", "verify", ""),
    ),
    "JM-2026-04": (
        ("7-20", "accept", ""),
        ("8-18", "progress", "已摸底180户"),
        ("9-24", "submit", "摸底台账"),
    ),
    "JM-2026-05": (("7-23", "accept", ""), ("9-01", "progress", "已收集诉求26件")),
    "JM-2026-06": (
        ("8-01", "accept", ""),
        ("10-05", "submit", "共建名单9个"),
        ("10-09", "return", "数量不足"),
    ),
}
