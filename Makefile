# Everything starts here; `make help` lists the targets. Paths are relative, so that a space in the path of the
# checkout does no harm.
PYTHON ?= python3
LIANXI = var/venv/bin/lianxi
RUN = var/venv/bin/python
export PYTHONPYCACHEPREFIX = $(CURDIR)/var/pycache

.DEFAULT_GOAL = help
.PHONY: help demo test check bench chaos lock contracts console up down setup setup-dev

help: ## 列出全部目标
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

demo: setup console ## 准备环境，演示一个季度的工作，然后提供页面直到 Ctrl-C（ARGS=--once 出报告即止）
	@$(LIANXI) demo $(ARGS)

test: setup-dev console ## 准备环境，运行全部测试，报告覆盖率（ARGS=… 传给 pytest）
	@mkdir -p var/test
	@rm -f var/test/coverage var/test/coverage.*
	@$(RUN) -m pytest --basetemp var/test/tmp -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report= $(ARGS); \
	status=$$?; $(RUN) -m tests.coverage_table; exit $$status

check: setup-dev ## 代码风格、类型、模块依赖、生成的契约、部署文件
	@$(RUN) -m deploy.check

bench: setup-dev ## 性能对比（尚未提供）
	@echo "尚未提供：性能对比在主要功能完成之后加入"; exit 1

chaos: setup-dev ## 故障注入，结果写入 var/chaos/latest.json（ARGS=--quick 三分钟内结束）
	@$(RUN) -m tests.chaos $(ARGS)

console: setup ## 构建网页控制台（services/portal/console），写入 var/console
	@$(RUN) -m deploy.console

lock: setup-dev ## 依 pyproject.toml 重新锁定依赖
	@export UV_CUSTOM_COMPILE_COMMAND="make lock"; \
	compile="var/venv/bin/uv pip compile --quiet pyproject.toml --generate-hashes --python-version 3.11"; \
	$$compile -o requirements.lock && \
	$$compile --extra local -o requirements-local.lock && \
	$$compile --extra local --extra dev -o requirements-dev.lock && \
	var/venv/bin/uv pip compile --quiet requirements-console.in --generate-hashes --python-version 3.11 \
		-o requirements-console.lock

contracts: setup-dev ## 重新生成契约文件、编排文件和规则对照表
	@$(RUN) -m shared.contracts.packages
	@$(RUN) -m shared.contracts.documents
	@$(RUN) -m services.portal.api.openapi
	@$(RUN) -m deploy.compose
	@$(RUN) -m tests.rule_table

up: setup console ## 在本机启动整套系统，在后台运行
	@$(LIANXI) up

down: ## 停止 make up 启动的系统
	@$(LIANXI) down

setup:
	@$(PYTHON) deploy/setup local

setup-dev:
	@$(PYTHON) deploy/setup dev
